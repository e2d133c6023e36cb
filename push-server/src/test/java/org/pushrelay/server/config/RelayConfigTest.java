package org.pushrelay.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.protocol.PublisherConfig;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.server.config.LocationSettings.HeaderTemplate;
import org.pushrelay.server.text.ConfigException;
import org.pushrelay.server.text.Problem;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.SubscriberConcurrency;

class RelayConfigTest {
  private static final String NAMED = "set $push_channel_id $arg_id; ";

  private static RelayConfig parse(String text) {
    try {
      return RelayConfig.parse("relay.conf", text, Path.of("/base"));
    } catch (ConfigException e) {
      throw new AssertionError(e);
    }
  }

  private static LocationSettings first(String text) {
    return parse(text).servers().get(0).locations().get(0).settings();
  }

  private static PublisherConfig publisher(String directives) {
    LocationSettings settings = first("location /a { push_publisher; " + NAMED + directives + " }");
    return ((LocationContent.Publisher) settings.content()).config();
  }

  private static SubscriberConfig subscriber(String directives) {
    LocationSettings settings =
        first("location /a { push_subscriber; " + NAMED + directives + " }");
    return ((LocationContent.Subscriber) settings.content()).config();
  }

  @Nested
  class Relay {
    @Test
    void publishersHaveNhpmsDefaults() {
      PublisherConfig config = publisher("");

      assertThat(config.buffer())
          .isEqualTo(
              BufferPolicy.builder()
                  .maxMessages(10)
                  .minMessages(1)
                  .deleteOldestReceived(false)
                  .timeout(Duration.ofHours(1))
                  .channelTimeout(Duration.ofSeconds(5))
                  .build());
      assertThat(config.maxBodyBytes()).isEqualTo(1 << 20);
      assertThat(config.profile()).isEqualTo(WireProfile.NHPM);
      assertThat(config.naming().group()).isEmpty();
      assertThat(config.naming().maxLength()).isEqualTo(1024);
      assertThat(config.naming().limitWasSet()).isFalse();
    }

    @Test
    void limitOfIdsThatIsWrittenIsOneToCutTo() {
      assertThat(publisher("push_max_channel_id_length 1024;").naming().limitWasSet()).isTrue();
      assertThat(subscriber("push_max_channel_id_length 64;").naming().limitWasSet()).isTrue();
      assertThat(subscriber("").naming().limitWasSet()).isFalse();
    }

    @Test
    void subscribersHaveNhpmsDefaults() {
      SubscriberConfig config = subscriber("");

      assertThat(config.policy())
          .isEqualTo(
              SubscribePolicy.builder()
                  .concurrency(SubscriberConcurrency.BROADCAST)
                  .maxSubscribers(0)
                  .timeout(SubscribePolicy.FOREVER)
                  .existingOnly(false)
                  .channelTimeout(Duration.ofSeconds(5))
                  .build());
      assertThat(config.jitter()).isFalse();
      assertThat(config.ignoreQueueOnNoCache()).isFalse();
      assertThat(config.defaultContentType()).isEmpty();
      assertThat(config.profile()).isEqualTo(WireProfile.NHPM);
    }

    @Test
    void memoryIs32MiB() {
      assertThat(parse("server { }").maxReservedMemory()).isEqualTo(32 << 20);
      assertThat(parse("http { push_max_reserved_memory 1g; server { } }").maxReservedMemory())
          .isEqualTo(1 << 30);
    }

    @Test
    void publishersTakeTheirDirectives() {
      PublisherConfig config =
          publisher(
              "push_min_message_buffer_length 5; push_max_message_buffer_length 20;"
                  + " push_message_timeout 2h; push_channel_timeout 30;"
                  + " push_delete_oldest_received_message on; push_channel_group news;"
                  + " push_max_channel_id_length 64; client_max_body_size 8k;");

      assertThat(config.buffer())
          .isEqualTo(
              BufferPolicy.builder()
                  .maxMessages(20)
                  .minMessages(5)
                  .deleteOldestReceived(true)
                  .timeout(Duration.ofHours(2))
                  .channelTimeout(Duration.ofSeconds(30))
                  .build());
      assertThat(config.naming().group()).isEqualTo("news");
      assertThat(config.naming().maxLength()).isEqualTo(64);
      assertThat(config.maxBodyBytes()).isEqualTo(8192);
    }

    @Test
    void subscribersTakeTheirDirectives() {
      SubscriberConfig config =
          subscriber(
              "push_subscriber_concurrency last; push_subscriber_timeout 20s;"
                  + " push_max_channel_subscribers 3; push_authorized_channels_only on;"
                  + " push_ignore_queue_on_no_cache on; default_type text/plain;");

      assertThat(config.policy())
          .isEqualTo(
              SubscribePolicy.builder()
                  .concurrency(SubscriberConcurrency.LAST)
                  .maxSubscribers(3)
                  .timeout(Duration.ofSeconds(20))
                  .existingOnly(true)
                  .channelTimeout(Duration.ofSeconds(5))
                  .build());
      assertThat(config.jitter()).isFalse();
      assertThat(config.ignoreQueueOnNoCache()).isTrue();
      assertThat(config.defaultContentType()).isEqualTo("text/plain");
    }

    @Test
    void intervalPollingDoesNotWait() {
      LocationSettings settings =
          first(
              "location /a { push_subscriber interval-poll; push_subscriber_timeout 9; "
                  + NAMED
                  + "}");

      assertThat(((LocationContent.Subscriber) settings.content()).config().policy().waits())
          .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "push_store_messages on;                                      | 1 | 10",
          "push_store_messages off;                                     | 0 | 0",
          "push_max_message_buffer_length 20;                           | 1 | 20",
          "push_max_message_buffer_length 0;                            | 0 | 0",
          "push_min_message_buffer_length 7;                            | 7 | 10",
          "push_message_buffer_length 5;                                | 5 | 5",
          "push_max_message_buffer_length 20; push_store_messages off;  | 0 | 0",
          "push_store_messages on; push_max_message_buffer_length 20;   | 1 | 20"
        })
    void fiveDirectivesSetTheBuffersLength(String directives, int min, int max) {
      BufferPolicy buffer = publisher(directives).buffer();

      assertThat(buffer.minMessages()).isEqualTo(min);
      assertThat(buffer.maxMessages()).isEqualTo(max);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "push_store_messages off; | push_max_message_buffer_length 20; | 0 | 20",
          "push_message_buffer_length 5; | push_store_messages off; | 0 | 0",
          "push_message_buffer_length 5; | push_max_message_buffer_length 8; | 5 | 8"
        })
    void aLocationChangesWhatItInherits(String server, String location, int min, int max) {
      LocationSettings settings =
          first(
              "server { " + server + " location /a { push_publisher; " + NAMED + location + " } }");

      BufferPolicy buffer = ((LocationContent.Publisher) settings.content()).config().buffer();
      assertThat(buffer.minMessages()).isEqualTo(min);
      assertThat(buffer.maxMessages()).isEqualTo(max);
    }

    @Test
    void aServerMayBeAnEndpointAndItsLocationsAreNot() {
      VirtualServer server =
          parse("server { push_publisher; set $push_channel_id a; location /a { } }")
              .servers()
              .get(0);

      assertThat(server.settings().content()).isInstanceOf(LocationContent.Publisher.class);
      assertThat(server.locations().get(0).settings().content())
          .isInstanceOf(LocationContent.Nothing.class);
    }

    @Test
    void theChannelMayBeSetByTheServer() {
      assertThat(
              first("server { set $push_channel_id a; location /a { push_subscriber; } }")
                  .content())
          .isInstanceOf(LocationContent.Subscriber.class);
    }
  }

  @Nested
  class Inheritance {
    @Test
    void settingsComeFromTheClosestBlock() {
      RelayConfig config =
          parse(
              """
              http {
                gzip on; gzip_types text/plain; client_max_body_size 2m;
                server {
                  client_max_body_size 3m;
                  location /a { client_max_body_size 4m; gzip off; }
                  location /b { }
                }
                server { listen 81; location /c { } }
              }
              """);

      LocationSettings a = config.servers().get(0).locations().get(0).settings();
      LocationSettings b = config.servers().get(0).locations().get(1).settings();
      LocationSettings c = config.servers().get(1).locations().get(0).settings();
      assertThat(List.of(a, b, c))
          .extracting(LocationSettings::maxBodyBytes)
          .containsExactly(4L << 20, 3L << 20, 2L << 20);
      assertThat(List.of(a, b, c))
          .extracting(s -> s.gzip().isPresent())
          .containsExactly(false, true, true);
      assertThat(c.gzip().orElseThrow().types()).containsExactly("text/plain");
    }

    @Test
    void listsAreReplacedAsAWhole() {
      RelayConfig config =
          parse(
              """
              server {
                add_header A 1; add_header B 2;
                allow 10.0.0.0/8; deny all;
                location /a { add_header C 3; }
                location /b { deny 10.0.0.1; }
              }
              """);

      LocationSettings a = config.servers().get(0).locations().get(0).settings();
      LocationSettings b = config.servers().get(0).locations().get(1).settings();
      assertThat(a.addedHeaders()).extracting(HeaderTemplate::name).containsExactly("C");
      assertThat(b.addedHeaders()).extracting(HeaderTemplate::name).containsExactly("A", "B");
      assertThat(a.access().admits("10.0.0.1")).isTrue();
      assertThat(a.access().admits("192.0.2.1")).isFalse();
      assertThat(b.access().admits("10.0.0.1")).isFalse();
      assertThat(b.access().admits("192.0.2.1")).isTrue();
    }

    @Test
    void aPasswordIsAskedForEvenIfAServerLeavesTheUsersToItsLocations() {
      VirtualServer server =
          parse("server { auth_basic a; location /a { auth_basic off; } }").servers().get(0);

      assertThat(server.settings().auth().orElseThrow().users()).isEmpty();
      assertThat(server.locations().get(0).settings().auth()).isEmpty();
    }
  }

  @Nested
  class Servers {
    @ParameterizedTest
    @CsvSource({
      "8080, 0.0.0.0:8080",
      "*:8080, 0.0.0.0:8080",
      "127.0.0.1, 127.0.0.1:80",
      "127.0.0.1:8080, 127.0.0.1:8080",
      "[::]:9999, [::]:9999",
      "[::1], [0:0:0:0:0:0:0:1]:80",
      "localhost:0, 127.0.0.1:0"
    })
    void addressesAreReadAsNginxReadsThem(String text, String address) {
      List<Listen> listens = parse("server { listen " + text + "; }").servers().get(0).listens();

      assertThat(listens).extracting(Listen::address).containsExactly(address);
    }

    @Test
    void optionsOfListen() {
      VirtualServer server =
          parse(
                  "server { listen 80 default_server backlog=9; listen 81 http2; listen 82"
                      + " reuseport; }")
              .servers()
              .get(0);

      assertThat(server.listens())
          .containsExactly(
              new Listen("0.0.0.0", 80, false, false, true, 9),
              new Listen("0.0.0.0", 81, false, true, false, 0),
              new Listen("0.0.0.0", 82, false, false, false, 0));
    }

    @Test
    void bareLocationsListenWhereTheDefaultDoes() {
      assertThat(parse("location /a { }").servers().get(0).listens())
          .extracting(Listen::address)
          .containsExactly("127.0.0.1:8080");
    }

    @Test
    void timeouts() {
      VirtualServer.Timeouts defaults = parse("server { }").servers().get(0).timeouts();
      VirtualServer.Timeouts set =
          parse(
                  "http { keepalive_timeout 65; server { client_header_timeout 5;"
                      + " client_body_timeout 1m; } }")
              .servers()
              .get(0)
              .timeouts();

      assertThat(defaults)
          .isEqualTo(
              new VirtualServer.Timeouts(
                  Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(75)));
      assertThat(set)
          .isEqualTo(
              new VirtualServer.Timeouts(
                  Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofSeconds(65)));
    }

    @Test
    void timeoutsOfALocationAreNoted() {
      assertThat(parse("location /a { client_body_timeout 5; keepalive_timeout 5; }").notes())
          .extracting(Problem::message)
          .containsExactly(
              "\"client_body_timeout\" has no effect here: it is the same for a whole address",
              "\"keepalive_timeout\" has no effect here: it is the same for a whole address");
    }

    @Test
    void theErrorLogIsTheProgramsOwn() {
      assertThat(parse("server { }").errorLog()).isEqualTo(RelayConfig.ErrorLog.DEFAULT);
      assertThat(parse("error_log stderr info; server { }").errorLog().level()).isEqualTo("INFO");
      assertThat(parse("error_log /dev/null; server { }").errorLog().level()).isEqualTo("ERROR");
      assertThat(
              parse("server { error_log /dev/null; location /a { error_log /dev/null; } }").notes())
          .extracting(Problem::message)
          .containsOnly(
              "\"error_log\" has no effect here: the error log is that of the program (in http or"
                  + " main)")
          .hasSize(2);
    }
  }

  @Test
  void defaultIsTheOriginalConfigurationWithStreamsBesideIt() {
    RelayConfig config = RelayConfig.defaults();
    VirtualServer server = config.servers().get(0);

    assertThat(config.servers()).hasSize(1);
    assertThat(config.notes()).isEmpty();
    assertThat(server.listens()).extracting(Listen::address).containsExactly("127.0.0.1:8080");
    assertThat(server.locations())
        .extracting(location -> location.match().text())
        .containsExactly("/pub", "/sub", "/events", "= /");
    assertThat(RelayConfig.defaultText().replaceAll("\\s+", " "))
        .contains(
            "location /pub { set $push_channel_id $arg_id; push_publisher; push_store_messages on;"
                + " push_max_message_buffer_length 20; push_message_timeout 2h; } location /sub {"
                + " push_subscriber; push_subscriber_concurrency broadcast; set $push_channel_id"
                + " $arg_id; default_type text/plain; }");
  }

  @Test
  void directivesThatMeanNothingHereAreNoted() {
    RelayConfig config =
        parse(
            """
            pid relay.pid;
            events { worker_connections 1024; use epoll; }
            http { sendfile on; types { text/html html; } server { tcp_nodelay on; } }
            """);

    assertThat(config.notes())
        .extracting(Problem::toString)
        .containsExactly(
            "relay.conf:1: \"pid\" has no effect: the program runs as the user, in the directory and"
                + " with the limits that it was started with",
            "relay.conf:2: \"events\" has no effect: the relay is one process, and its threads"
                + " serve all connections",
            "relay.conf:3: \"sendfile\" has no effect: files are read and sent piece by piece",
            "relay.conf:3: \"types\" has no effect: the built-in content types are used",
            "relay.conf:3: \"tcp_nodelay\" has no effect: a message is sent at once, in as few"
                + " packets as it needs");
  }

  @Test
  void workerProcessesAreTheEventLoops() {
    int processors = Runtime.getRuntime().availableProcessors();

    assertThat(parse("worker_processes 3; http { server { } }").workers()).isEqualTo(3);
    assertThat(parse("worker_processes auto; http { server { } }").workers()).isEqualTo(processors);
    assertThat(parse("http { server { } }").workers()).isEqualTo(processors);
  }

  @Test
  void unixSocketIsRelativeToTheConfigurationAndTakesTheOptionsOfAnAddress() {
    assertThat(
            parse("server { listen unix:/run/a.sock default_server backlog=9; listen unix:b; }")
                .servers()
                .get(0)
                .listens())
        .containsExactly(
            new Listen("unix:/run/a.sock", 0, false, false, true, 9),
            new Listen("unix:/base/b", 0, false, false, false, 0))
        .extracting(Listen::address)
        .containsExactly("unix:/run/a.sock", "unix:/base/b");
  }
}
