package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushrelay.PushEngine;
import org.pushrelay.message.MessageBody;
import org.pushrelay.server.access.PasswordChecks;
import org.pushrelay.server.config.RelayConfig;
import org.pushrelay.server.status.LoopWatch;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.transport.ExchangeHandler;

/**
 * That a message is rendered once for all subscribers of a location, whatever the location has
 * configured: the objects are counted that transports get, which encode each object once.
 */
@Timeout(120)
class SharedRenderingTest {
  private static final int SUBSCRIBERS = 1000;

  private static final String CONFIG =
      """
      server {
        location = /yes { internal; return 200; }
        location = /told { internal; return 200; }
        location = /who { nchan_subscriber_info; nchan_channel_id news; }
        location = /pub {
          nchan_publisher;
          nchan_channel_id news;
          nchan_message_buffer_length $arg_length;
        }
        location = /asked {
          nchan_subscriber;
          nchan_channel_id news;
          nchan_authorize_request /yes?of=$arg_name;
          nchan_subscribe_request /told;
          nchan_unsubscribe_request /told;
          nchan_subscriber_info_string "$arg_name";
        }
        location = /listed {
          nchan_subscriber;
          nchan_channel_id news;
          nchan_subscriber_info_string "$arg_name";
        }
        location = /both {
          nchan_pubsub;
          nchan_channel_id news;
          nchan_message_buffer_length $arg_length;
          nchan_authorize_request /yes;
        }
        location = /changed {
          nchan_subscriber;
          nchan_channel_id news;
          nchan_authorize_request /yes;
          add_header X-Served-By relay;
          gzip on;
          gzip_min_length 0;
          gzip_types *;
        }
      }
      """;

  @AutoClose private final PushEngine engine = PushEngine.create();
  private final ExchangeHandler server = server();

  private ExchangeHandler server() {
    RelayConfig config = RelayUnderTest.config(CONFIG, Path.of(""));
    Locations locations =
        new Locations(
            engine,
            new ServerCounters(),
            Runnable::run,
            new PasswordChecks(),
            new AccessLogs(),
            new ProxiedUpstreams(),
            config.listsSubscribers(),
            new LoopWatch());
    try {
      ServerHandler running = locations.start(config.servers().get(0));
      return new ListenPlan(List.of(running)).sockets().get(0).handler();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<InMemoryExchange> subscribers(String location, String accept) {
    List<InMemoryExchange> subscribers = new ArrayList<>();
    for (int i = 0; i < SUBSCRIBERS; i++) {
      InMemoryExchange exchange =
          InMemoryExchange.request("GET", location + "?length=5&name=subscriber-" + i)
              .header("Accept", accept)
              .header("Accept-Encoding", "gzip")
              .build();
      server.handle(exchange);
      subscribers.add(exchange);
    }
    return subscribers;
  }

  private void publish(String text) {
    InMemoryExchange publisher =
        InMemoryExchange.request("POST", "/pub?length=5").body(text).build();
    server.handle(publisher);
    assertThat(publisher.response().status()).isEqualTo(201);
  }

  private static <T> int differentObjects(
      List<InMemoryExchange> subscribers, Function<InMemoryExchange, T> given) {
    Set<T> different = Collections.newSetFromMap(new IdentityHashMap<>());
    subscribers.forEach(subscriber -> different.add(given.apply(subscriber)));
    return different.size();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/asked", "/listed", "/both", "/changed"})
  void allPollsGetTheSameResponseObject(String location) {
    List<InMemoryExchange> polls = subscribers(location, "*/*");

    publish("a message for all of them");

    assertThat(polls.get(0).response().status()).isEqualTo(200);
    assertThat(differentObjects(polls, InMemoryExchange::response)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/asked", "/listed", "/both", "/changed"})
  void allEventStreamsGetTheSameBytes(String location) {
    List<InMemoryExchange> streams = subscribers(location, "text/event-stream");
    int before = streams.get(0).streamed().sent().size();

    publish("a message for all of them");

    Function<InMemoryExchange, MessageBody> message =
        stream -> stream.streamed().sent().get(before);
    assertThat(message.apply(streams.get(0)).utf8()).contains("data: a message for all of them");
    assertThat(differentObjects(streams, message)).isEqualTo(1);
  }

  @Test
  void eachSubscriberIsListedWithItsOwnLine() {
    List<InMemoryExchange> subscribers = subscribers("/asked", "*/*");
    InMemoryExchange who = InMemoryExchange.request("GET", "/who").build();

    server.handle(who);
    subscribers.get(7).clientLeaves();
    InMemoryExchange later = InMemoryExchange.request("GET", "/who").build();
    server.handle(later);

    assertThat(who.response().body().utf8().lines())
        .hasSize(SUBSCRIBERS)
        .doesNotHaveDuplicates()
        .contains("subscriber-7");
    assertThat(later.response().body().utf8().lines())
        .hasSize(SUBSCRIBERS - 1)
        .doesNotContain("subscriber-7");
  }
}
