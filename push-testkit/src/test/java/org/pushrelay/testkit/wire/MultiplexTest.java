package org.pushrelay.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushrelay.PushEngine;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.protocol.ChannelNaming;
import org.pushrelay.protocol.StreamConfig;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.InMemoryStream;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.transport.PushResponse;

/** Several channels over one subscription. */
class MultiplexTest {
  private static final ChannelNaming SPLIT = ChannelNaming.DEFAULT.withDelimiter(",");
  private static final BufferPolicy THOUSAND = BufferPolicy.builder().maxMessages(1000).build();

  private final ManualTime time = new ManualTime();
  private final PushEngine engine = PushEngine.builder().time(time, time).build();
  private SubscriberConfig config =
      SubscriberConfig.builder().timeout(SubscribePolicy.FOREVER).naming(SPLIT).build();

  private void publish(String name, String text) {
    engine.channel(name).publish(MessageDraft.text(text).withPolicy(THOUSAND)).join();
  }

  private InMemoryExchange ask(String ids, String... headers) {
    InMemoryExchange.Builder request = InMemoryExchange.request("GET", "/sub?id=" + ids);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    InMemoryExchange exchange = request.build();
    engine.subscriber(config).handle(exchange);
    return exchange;
  }

  private InMemoryStream events(String ids, String lastId) {
    return ask(ids, "Accept", "text/event-stream", "Last-Event-ID", lastId).streamed();
  }

  private static List<String> data(InMemoryStream stream) {
    return all(stream, "data: (.*)");
  }

  private static List<String> ids(InMemoryStream stream) {
    return all(stream, "id: (.*)");
  }

  private static List<String> all(InMemoryStream stream, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(stream.text());
    List<String> values = new ArrayList<>();
    while (found.find()) {
      values.add(found.group(1));
    }
    return values;
  }

  @Test
  void messagesOfAllChannelsComeInOrderOfTime() {
    // ids start a second above the relay's own start
    time.advance(Duration.ofSeconds(1));
    publish("a", "a1");
    time.advance(Duration.ofSeconds(1));
    publish("b", "b1");
    time.advance(Duration.ofSeconds(1));
    publish("a", "a2");

    InMemoryStream stream = events("a,b,c", "");
    publish("c", "c1");

    assertThat(data(stream)).containsExactly("a1", "b1", "a2", "c1");
    assertThat(ids(stream).get(1)).matches("\\d+:-,\\[0],-");
    assertThat(ids(stream).get(3)).matches("\\d+:0,-,\\[0]");
  }

  @Test
  void aLongPollGetsOneAfterTheOther() {
    publish("a", "a1");
    publish("b", "b1");
    PushResponse first = ask("a,b").response();
    PushResponse second =
        ask(
                "a,b",
                "If-Modified-Since",
                first.header("Last-Modified").orElseThrow(),
                "If-None-Match",
                first.header("Etag").orElseThrow())
            .response();
    InMemoryExchange third =
        ask(
            "a,b",
            "If-Modified-Since",
            second.header("Last-Modified").orElseThrow(),
            "If-None-Match",
            second.header("Etag").orElseThrow());

    assertThat(first.body().utf8()).isEqualTo("a1");
    assertThat(second.body().utf8()).isEqualTo("b1");
    assertThat(second.header("Etag")).hasValue("\"0,[0]\"");
    assertThat(third.isHeld()).isTrue();
    publish("a", "a2");
    assertThat(third.response().body().utf8()).isEqualTo("a2");
    assertThat(engine.channel("b").info().join().orElseThrow().subscribers()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void fromAnyIdThatWasGivenOutTheNextMessagesFollow(long seed) {
    Random random = new Random(seed);
    String names = IntStream.range(0, 7).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
    InMemoryStream whole = events(names, "");
    for (int i = 0; i < 150; i++) {
      publish("c" + random.nextInt(7), "m" + i);
      if (random.nextInt(4) == 0) {
        time.advance(Duration.ofSeconds(1));
      }
    }
    List<String> messages = data(whole);
    List<String> ids = ids(whole);
    assertThat(messages).hasSize(150).doesNotHaveDuplicates();

    for (int i = 0; i < ids.size(); i++) {
      InMemoryStream resumed = events(names, ids.get(i));
      assertThat(data(resumed))
          .as("seed %s, after %s", seed, ids.get(i))
          .containsExactlyInAnyOrderElementsOf(messages.subList(i + 1, messages.size()));
      resumed.clientLeaves();
    }
  }

  @Test
  void theStreamGoesOnWithoutAChannelThatIsDeleted() {
    InMemoryStream stream = events("a,b", "");

    engine.channel("a").delete().join();
    publish("b", "still here");

    assertThat(data(stream)).containsExactly("still here");
    engine.channel("b").delete().join();
    assertThat(stream.isEnded()).isTrue();
  }

  @Test
  void aChannelThatIsThereAgainIsReadBeforeALaterMessageCouldHideIt() {
    InMemoryStream stream = events("a,b", "");
    publish("a", "a1");
    engine.channel("a").delete().join();
    time.advance(Duration.ofSeconds(1));
    publish("a", "a2");
    time.advance(Duration.ofSeconds(1));

    publish("b", "b1");
    publish("a", "a3");

    assertThat(data(stream)).containsExactly("a1", "a2", "b1", "a3");
    assertThat(stream.text()).doesNotContain("push-gap");
    engine.channel("b").delete().join();
    assertThat(stream.isEnded()).isFalse();
    engine.channel("a").delete().join();
    assertThat(stream.isEnded()).isTrue();
  }

  @Test
  void aChannelThatIsThereAgainIsReadWithTheNextHeartbeat() {
    InMemoryStream stream = events("a,b", "");
    engine.channel("a").delete().join();
    publish("a", "a1");
    assertThat(data(stream)).isEmpty();

    time.advance(StreamConfig.DEFAULT.policy().heartbeat());

    assertThat(data(stream)).containsExactly("a1");
    assertThat(stream.text()).doesNotContain("push-gap");
  }

  @Test
  void whatWasLostWhenItWasDeletedIsTold() {
    InMemoryStream stream = events("a,b", "");
    publish("a", "a1");
    engine.channel("a").delete().join();
    for (int i = 2; i < 9; i++) {
      engine
          .channel("a")
          .publish(
              MessageDraft.text("a" + i).withPolicy(THOUSAND.toBuilder().maxMessages(2).build()))
          .join();
    }
    time.advance(Duration.ofSeconds(1));

    publish("b", "b1");

    assertThat(data(stream)).contains("a1", "a7", "a8", "b1").doesNotContain("a6");
    assertThat(stream.text()).containsOnlyOnce("event: push-gap");
  }

  @Test
  void whatWasLostBeforeItWasDeletedAgainIsTold() {
    publish("a", "a1");
    InMemoryStream first = events("a,b", "");
    String id = ids(first).get(0);
    first.clientLeaves();
    publish("a", "a2");
    engine.channel("a").delete().join();
    InMemoryStream stream = events("a,b", id);
    engine.channel("a").delete().join();
    publish("a", "a3");
    time.advance(Duration.ofSeconds(1));

    publish("b", "b1");

    assertThat(data(stream)).contains("a3", "b1");
    assertThat(stream.text()).containsOnlyOnce("event: push-gap");
  }

  @Test
  void whoLeavesAfterThatLeavesTheNewChannel() {
    InMemoryStream stream = events("a,b", "");
    engine.channel("a").delete().join();
    publish("a", "a1");
    time.advance(Duration.ofSeconds(1));
    publish("b", "b1");
    assertThat(subscribers("a")).isEqualTo(1);

    stream.clientLeaves();

    assertThat(subscribers("a")).isZero();
    assertThat(subscribers("b")).isZero();
  }

  private int subscribers(String name) {
    return engine.channel(name).info().join().orElseThrow().subscribers();
  }

  @Test
  void nchanEndsItWithTheFirst() {
    config = config.toBuilder().profile(WireProfile.NCHAN).build();
    InMemoryStream stream = events("a,b", "");

    engine.channel("a").delete().join();

    assertThat(stream.text()).endsWith(":410: 410 Gone\n\n");
    assertThat(engine.channel("b").info().join().orElseThrow().subscribers()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"100:1,2,3", "100:[1", "100:1]", "100:x,1", "-1:0", "100:1,,2"})
  void nchanRefusesIdsThatMakeNoSense(String id) {
    config = config.toBuilder().profile(WireProfile.NCHAN).build();

    InMemoryExchange exchange = ask("a,b", "Accept", "text/event-stream", "Last-Event-ID", id);

    assertThat(exchange.response().status()).isEqualTo(400);
    assertThat(exchange.response().body().utf8()).startsWith("Message ID invalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "null", "-1"})
  void nchanTakesWhatIsNoIdForNone(String id) {
    config = config.toBuilder().profile(WireProfile.NCHAN).build();
    publish("a", "oldest");

    assertThat(data(events("a,b", id))).containsExactly("oldest");
  }

  @Test
  void upTo255ChannelsAndNoMore() {
    String most = IntStream.range(0, 255).mapToObj(i -> "" + i).collect(Collectors.joining(","));
    InMemoryStream stream = events(most, "");

    publish("254", "last");

    assertThat(data(stream)).containsExactly("last");
    assertThat(ask(most + ",255").response().status()).isEqualTo(403);
  }

  @Test
  void onePublishGoesToAllItsChannels() {
    InMemoryStream a = events("a", "");
    InMemoryStream b = events("b", "");
    InMemoryExchange publish =
        InMemoryExchange.request("POST", "/pub?id=a,b").body("to both").build();

    engine.publisher(p -> p.naming(SPLIT)).handle(publish);

    assertThat(publish.response().status()).isEqualTo(201);
    assertThat(publish.response().body().utf8()).contains("active subscribers: 2");
    assertThat(data(a)).containsExactly("to both");
    assertThat(data(b)).containsExactly("to both");
  }
}
