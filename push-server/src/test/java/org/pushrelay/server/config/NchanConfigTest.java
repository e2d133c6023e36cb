package org.pushrelay.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushrelay.channel.GroupLimits;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.Cursor;
import org.pushrelay.protocol.Cors;
import org.pushrelay.protocol.PollResponseMode;
import org.pushrelay.protocol.PublisherConfig;
import org.pushrelay.protocol.PublisherKind;
import org.pushrelay.protocol.ResumeConfig;
import org.pushrelay.protocol.StreamConfig;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.protocol.SubscriberKind;
import org.pushrelay.protocol.WebSocketConfig;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.server.text.ConfigException;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.SubscriberConcurrency;

class NchanConfigTest {

  private static RelayConfig parse(String text) {
    try {
      return RelayConfig.parse("relay.conf", text, Path.of("/base"));
    } catch (ConfigException e) {
      throw new AssertionError(e);
    }
  }

  private static LocationContent content(String directives) {
    return parse("location /a { nchan_channel_id $arg_id; " + directives + " }")
        .servers()
        .get(0)
        .locations()
        .get(0)
        .settings()
        .content();
  }

  private static LocationContent.Publisher publisher(String directives) {
    return (LocationContent.Publisher) content("nchan_publisher; " + directives);
  }

  private static SubscriberConfig subscriber(String directives) {
    return ((LocationContent.Subscriber) content(directives)).config();
  }

  @Test
  void publishersHaveNchansDefaults() {
    LocationContent.Publisher publisher = publisher("");
    PublisherConfig config = publisher.config();

    assertThat(config.buffer())
        .isEqualTo(
            BufferPolicy.builder()
                .maxMessages(10)
                .minMessages(1)
                .deleteOldestReceived(false)
                .timeout(Duration.ofHours(1))
                .channelTimeout(Duration.ofSeconds(5))
                .build());
    assertThat(config.profile()).isEqualTo(WireProfile.NCHAN);
    assertThat(config.cors()).isEqualTo(Cors.ECHOED_ORIGIN);
    assertThat(config.naming().maxLength()).isEqualTo(1024);
    assertThat(config.event()).isEmpty();
    assertThat(publisher.buffer().isSame()).isTrue();
    assertThat(config.kinds()).containsExactlyInAnyOrder(PublisherKind.values());
  }

  @Test
  void gapsInStreamsAreToldUnlessSwitchedOff() {
    assertThat(subscriber("nchan_subscriber;").profile()).isEqualTo(WireProfile.NCHAN);
    assertThat(subscriber("nchan_subscriber; push_stream_gaps on;").profile())
        .isEqualTo(WireProfile.NCHAN);
    assertThat(subscriber("nchan_subscriber; push_stream_gaps off;").profile())
        .isEqualTo(WireProfile.NCHAN.without(WireProfile.Trait.GAP_IN_STREAMS));
  }

  @Test
  void subscribersHaveNchansDefaults() {
    SubscriberConfig config = subscriber("nchan_subscriber;");

    assertThat(config.policy())
        .isEqualTo(
            SubscribePolicy.builder()
                .concurrency(SubscriberConcurrency.BROADCAST)
                .maxSubscribers(0)
                .timeout(SubscribePolicy.FOREVER)
                .existingOnly(false)
                .channelTimeout(Duration.ofSeconds(5))
                .build());
    assertThat(config.profile()).isEqualTo(WireProfile.NCHAN);
    assertThat(config.kinds())
        .containsExactlyInAnyOrder(
            SubscriberKind.WEB_SOCKET,
            SubscriberKind.EVENT_STREAM,
            SubscriberKind.LONG_POLL,
            SubscriberKind.CHUNKED,
            SubscriberKind.MULTIPART);
    assertThat(config.jitter()).isFalse();
    assertThat(config.cors()).isEqualTo(Cors.ECHOED_ORIGIN);
    assertThat(config.resume()).isEqualTo(ResumeConfig.DEFAULT);
    assertThat(config.streams()).isEqualTo(StreamConfig.DEFAULT);
  }

  @Test
  void endpointThatIsNamedTwiceHasTheKindsOfBoth() {
    assertThat(subscriber("nchan_subscriber longpoll; nchan_subscriber websocket;").kinds())
        .containsExactlyInAnyOrder(SubscriberKind.LONG_POLL, SubscriberKind.WEB_SOCKET);
    assertThat(
            subscriber("nchan_subscriber eventsource; nchan_subscriber_location longpoll;").kinds())
        .containsExactlyInAnyOrder(SubscriberKind.EVENT_STREAM, SubscriberKind.LONG_POLL);
    assertThat(subscriber("nchan_subscriber http-raw-stream; nchan_subscriber;").kinds())
        .containsExactlyInAnyOrder(SubscriberKind.values());
    assertThat(
            ((LocationContent.Publisher)
                    content("nchan_publisher http; nchan_publisher websocket;"))
                .config()
                .kinds())
        .containsExactlyInAnyOrder(PublisherKind.values());
    LocationContent.PubSub both =
        (LocationContent.PubSub) content("nchan_pubsub http; nchan_pubsub eventsource;");
    assertThat(both.publisher().kinds()).containsExactly(PublisherKind.HTTP);
    assertThat(both.subscriber().kinds()).containsExactly(SubscriberKind.EVENT_STREAM);
  }

  @Test
  void memoryIs128MiBWhereALocationIsOneOfNchans() {
    String location = "server { location /a { nchan_subscriber; nchan_channel_id a; } }";

    assertThat(parse(location).maxReservedMemory()).isEqualTo(128L << 20);
    assertThat(parse("http { nchan_shared_memory_size 64m; " + location + "}").maxReservedMemory())
        .isEqualTo(64L << 20);
    assertThat(parse("http { nchan_max_reserved_memory 1g; " + location + "}").maxReservedMemory())
        .isEqualTo(1L << 30);
  }

  @Test
  void publishersTakeTheirDirectives() {
    LocationContent.Publisher publisher =
        publisher(
            "nchan_message_buffer_length 20; nchan_message_timeout 2h; nchan_channel_timeout 30;"
                + " nchan_channel_group news; nchan_max_channel_id_length 64;"
                + " nchan_eventsource_event update;"
                + " nchan_access_control_allow_origin 'https://a.example https://b.example';"
                + " nchan_access_control_allow_credentials on;");
    PublisherConfig config = publisher.config();

    assertThat(config.buffer())
        .isEqualTo(
            BufferPolicy.builder()
                .maxMessages(20)
                .minMessages(1)
                .deleteOldestReceived(false)
                .timeout(Duration.ofHours(2))
                .channelTimeout(Duration.ofSeconds(30))
                .build());
    assertThat(config.naming().group()).isEqualTo("news");
    assertThat(config.naming().maxLength()).isEqualTo(64);
    assertThat(config.event()).hasValue("update");
    assertThat(config.cors())
        .isEqualTo(Cors.origins("https://a.example", "https://b.example").withCredentials(true));
  }

  @Test
  void subscribersTakeTheirDirectives() {
    SubscriberConfig config =
        subscriber(
            "nchan_subscriber eventsource longpoll; nchan_subscriber_timeout 20s;"
                + " nchan_max_channel_subscribers 3; nchan_subscribe_existing_channels_only on;"
                + " push_subscriber_concurrency last; default_type text/plain;"
                + " nchan_channel_id_split_delimiter ','; nchan_subscriber_first_message -2;"
                + " nchan_subscriber_compound_etag_message_id on;"
                + " nchan_subscriber_message_id_custom_etag_header X-Tag;"
                + " nchan_subscriber_http_raw_stream_separator '--';"
                + " nchan_eventsource_event forced; nchan_eventsource_ping_interval 5;"
                + " nchan_eventsource_ping_comment c; nchan_eventsource_ping_data d;"
                + " nchan_longpoll_multipart_response off; nchan_access_control_allow_origin *;");

    assertThat(config.policy())
        .isEqualTo(
            SubscribePolicy.builder()
                .concurrency(SubscriberConcurrency.LAST)
                .maxSubscribers(3)
                .timeout(Duration.ofSeconds(20))
                .existingOnly(true)
                .channelTimeout(Duration.ofSeconds(5))
                .build());
    assertThat(config.kinds())
        .containsExactlyInAnyOrder(SubscriberKind.EVENT_STREAM, SubscriberKind.LONG_POLL);
    assertThat(config.defaultContentType()).isEqualTo("text/plain");
    assertThat(config.naming().delimiter()).isEqualTo(",");
    assertThat(config.resume().first()).isEqualTo(Cursor.nth(-2));
    assertThat(config.resume().compoundEtags()).isTrue();
    assertThat(config.resume().etagHeader()).isEqualTo("X-Tag");
    assertThat(config.streams().separator()).isEqualTo("--\n");
    assertThat(config.streams().event()).hasValue("forced");
    assertThat(config.streams().policy().heartbeat()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.streams().ping()).isEqualTo(new StreamConfig.Ping("c", "ping", "d"));
    assertThat(config.cors()).isEqualTo(Cors.ANY_ORIGIN);
  }

  @ParameterizedTest
  @CsvSource({
    "ws, WEB_SOCKET",
    "websocket, WEB_SOCKET",
    "event-source, EVENT_STREAM",
    "long-poll, LONG_POLL",
    "http-chunked, CHUNKED",
    "multipart, MULTIPART",
    "multipart-mixed, MULTIPART",
    "http-raw-stream, RAW_STREAM"
  })
  void kindsHaveSeveralNames(String word, SubscriberKind kind) {
    assertThat(subscriber("nchan_subscriber_location " + word + ";").kinds()).containsExactly(kind);
  }

  @ParameterizedTest
  @CsvSource({"intervalpoll", "interval-poll"})
  void anIntervalPollDoesNotWait(String word) {
    SubscriberConfig config =
        subscriber("nchan_subscriber " + word + "; nchan_subscriber_timeout 5;");

    assertThat(config.policy().waits()).isFalse();
  }

  @Test
  void pubSubIsBoth() {
    LocationContent.PubSub both =
        (LocationContent.PubSub)
            content("nchan_pubsub http longpoll; nchan_message_buffer_length 3;");

    assertThat(both.publisher().buffer().maxMessages()).isEqualTo(3);
    assertThat(both.subscriber().kinds()).containsExactly(SubscriberKind.LONG_POLL);
    assertThat(both.publisher().kinds()).containsExactly(PublisherKind.HTTP);
    assertThat(content("nchan_publisher; nchan_subscriber;"))
        .isInstanceOf(LocationContent.PubSub.class);
    assertThat(((LocationContent.PubSub) content("nchan_pubsub websocket;")).publisher().kinds())
        .containsExactly(PublisherKind.WEB_SOCKET);
  }

  @Test
  void publishingCanBeForWebSocketsOnly() {
    LocationContent.Publisher publisher =
        (LocationContent.Publisher) content("nchan_publisher websocket;");

    assertThat(publisher.config().kinds()).containsExactly(PublisherKind.WEB_SOCKET);
  }

  @Test
  void webSocketsTakeTheirDirectives() {
    String directives =
        "nchan_websocket_ping_interval 7; nchan_websocket_client_heartbeat ping pong;"
            + " nchan_deflate_message_for_websocket on;"
            + " nchan_permessage_deflate_compression_level 3;";
    WebSocketConfig expected =
        WebSocketConfig.builder()
            .pingInterval(Duration.ofSeconds(7))
            .clientHeartbeat("ping", "pong")
            .deflateLevel(3)
            .build();

    assertThat(publisher(directives).config().webSockets()).isEqualTo(expected);
    assertThat(subscriber("nchan_subscriber; " + directives).webSockets()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"off, ONE", "on, MULTIPART", "raw, RAW"})
  void aPollMayGetSeveralMessages(String word, PollResponseMode batch) {
    SubscriberConfig config =
        subscriber("nchan_subscriber; nchan_longpoll_multipart_response " + word + ";");

    assertThat(config.streams().pollResponseMode()).isEqualTo(batch);
  }

  @Test
  void nhpmsNamesMeanTheSame() {
    BufferPolicy buffer =
        publisher("push_message_timeout 5m; push_max_message_buffer_length 7;").config().buffer();

    assertThat(buffer.timeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat(buffer.maxMessages()).isEqualTo(7);
    assertThat(publisher("push_store_messages off;").config().buffer().maxMessages()).isZero();
  }

  @Test
  void theNearestSettingCountsWhateverItsName() {
    RelayConfig config =
        parse(
            "http { nchan_message_timeout 1m; server { push_message_timeout 2m; location /a {"
                + " nchan_publisher; nchan_channel_id a; } } }");
    LocationContent content = config.servers().get(0).locations().get(0).settings().content();

    assertThat(((LocationContent.Publisher) content).config().buffer().timeout())
        .isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void aBufferCanDependOnTheRequest() {
    LocationContent.Publisher publisher =
        publisher("nchan_message_buffer_length $arg_n; nchan_message_timeout ${arg_t}s;");
    BufferPolicy otherwise = publisher.config().buffer();
    Map<String, String> request = Map.of("arg_n", "3", "arg_t", "20");

    BufferPolicy policy = publisher.buffer().of(name -> request.getOrDefault(name, ""), otherwise);

    assertThat(policy.maxMessages()).isEqualTo(3);
    assertThat(policy.timeout()).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void valuesThatAreNoNumbersAreToldInOneLine() {
    BufferPolicyTemplate buffer = publisher("nchan_message_buffer_length $arg_n;").buffer();

    Exception failure =
        catchThrowableOfType(
            IllegalArgumentException.class, () -> buffer.of(name -> "x\ny", BufferPolicy.DEFAULT));

    assertThat(failure).hasMessage("invalid nchan_message_buffer_length value");
  }

  @Test
  void groupsAreCountedWhereTheyAreUsed() {
    CountedGroups groups =
        parse(
                "server { nchan_channel_group_accounting on; nchan_group_max_channels 5;"
                    + " location /a { nchan_publisher; nchan_channel_id a; nchan_channel_group g;"
                    + " nchan_group_max_messages_memory 1k; }"
                    + " location /b { nchan_subscriber; nchan_channel_id a; nchan_channel_group g;"
                    + " nchan_group_max_channels 3; }"
                    + " location /c { nchan_pubsub; nchan_channel_id a; nchan_channel_group $arg_g;"
                    + " nchan_group_max_messages $arg_m; } }")
            .groups();

    GroupLimits limits = GroupLimits.builder().maxChannels(3).maxMemory(1024).build();
    assertThat(groups.named()).containsExactly(Map.entry("g", limits));
    assertThat(groups.others()).hasValue(GroupLimits.builder().maxChannels(5).build());
  }

  @Test
  void aGroupIsCountedOnlyIfThatIsSaid() {
    assertThat(
            parse("location /a { nchan_pubsub; nchan_channel_id a; nchan_channel_group g; }")
                .groups())
        .isEqualTo(CountedGroups.NONE);
  }

  @Test
  void anIdMayStandInOtherPlaces() {
    SubscriberConfig config =
        subscriber("nchan_subscriber; nchan_subscriber_last_message_id $arg_last $http_x_last;");

    assertThat(config.resume().places()).hasSize(2);
  }

  @Test
  void anApplicationMayBeWaitedFor() {
    LocationContent.Proxy proxy =
        (LocationContent.Proxy)
            parse("location /a { proxy_pass http://app; proxy_connect_timeout 2s; }")
                .servers()
                .get(0)
                .locations()
                .get(0)
                .settings()
                .content();

    assertThat(proxy.config().connectTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(proxy.config().readTimeout()).isEqualTo(Duration.ofSeconds(60));
  }
}
