package org.pushrelay.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.pushrelay.PushEngine;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.message.MessageId;
import org.pushrelay.protocol.ChannelNaming;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.testkit.SubscriberClient.Received;
import org.pushrelay.transport.PushResponse;

/**
 * A relay that is restarted with its clock an hour back, and clients that come with ids of the run
 * before. Such an id lies ahead of all ids of this run: nothing is known of what was published
 * behind it, so they get the oldest message, and are told of a gap.
 */
class ClockSetBackTest {
  private static final BufferPolicy KEPT = BufferPolicy.builder().maxMessages(100).build();
  private static final SubscribePolicy FOREVER = SubscribePolicy.NO_TIMEOUT;

  private final ManualTime time = new ManualTime();
  private PushEngine engine = PushEngine.builder().time(time, time).build();

  private void restartAnHourBack() {
    engine.close();
    ManualTime earlier = new ManualTime();
    earlier.jump(Duration.ofHours(-1));
    engine = PushEngine.builder().time(earlier, earlier).build();
    now = earlier;
  }

  /** The clock of the present run. */
  private ManualTime now = time;

  private void publish(String channel, String text) {
    engine.channel(channel).publish(MessageDraft.text(text).withPolicy(KEPT)).join();
  }

  private InMemoryClient open(ClientKind kind, WireProfile profile, String ids, String lastId) {
    return new InMemoryClient.Endpoints(engine, profile).open(kind, ids, lastId);
  }

  /** The id of the last message of the run before. */
  private String idOfThisRun(String ids) throws IOException {
    time.advance(Duration.ofSeconds(10));
    for (String channel : ids.split(",", -1)) {
      publish(channel, "before;");
    }
    InMemoryClient client = open(ClientKind.LONG_POLL, WireProfile.STANDARD, ids, "");
    List<Received> all = client.take();
    client.leave();
    return all.get(all.size() - 1).id();
  }

  static Stream<Arguments> clients() {
    List<Arguments> clients = new ArrayList<>();
    for (ClientKind kind : ClientKind.values()) {
      for (String ids : new String[] {"a", "a,b,c"}) {
        clients.add(Arguments.of(kind, ids));
      }
    }
    return clients.stream();
  }

  @ParameterizedTest
  @MethodSource("clients")
  void idOfTheRunBeforeGetsTheOldestMessagesAndAGap(ClientKind kind, String ids)
      throws IOException {
    String id = idOfThisRun(ids);
    restartAnHourBack();
    publish("a", "m1;");
    publish("a", "m2;");
    now.advance(Duration.ofSeconds(5));
    publish("a", "m3;");

    InMemoryClient client = open(kind, WireProfile.STANDARD, ids, id);
    List<Received> stored = client.take();
    now.advance(Duration.ofSeconds(5));
    publish("a", "m4;");
    List<Received> all = new ArrayList<>(stored);
    all.addAll(client.take());

    assertThat(stored).extracting(Received::text).containsExactly("m1;", "m2;", "m3;");
    assertThat(all).extracting(Received::text).containsExactly("m1;", "m2;", "m3;", "m4;");
    checkGap(kind, all, id);
  }

  @ParameterizedTest
  @MethodSource("clients")
  void idOfTheRunBeforeWaitsWhereNothingIsStoredAndIsToldOfAGap(ClientKind kind, String ids)
      throws IOException {
    String id = idOfThisRun(ids);
    restartAnHourBack();

    InMemoryClient client = open(kind, WireProfile.STANDARD, ids, id);
    List<Received> before = client.take();
    now.advance(Duration.ofSeconds(5));
    publish("a", "m1;");
    publish("a", "m2;");
    List<Received> all = client.take();

    assertThat(before).isEmpty();
    assertThat(all).extracting(Received::text).containsExactly("m1;", "m2;");
    checkGap(kind, all, id);
  }

  /** Told in front of the first message, and nowhere else. */
  private static void checkGap(ClientKind kind, List<Received> all, String id) {
    String second = id.substring(0, id.indexOf(':'));
    if (kind.reportsGaps()) {
      assertThat(all.get(0).gap()).startsWith(second + ":");
    }
    assertThat(all.subList(1, all.size())).extracting(Received::gap).containsOnly("");
  }

  /** Where it goes on is an id of this run, behind each message in turn. */
  @ParameterizedTest
  @EnumSource(
      value = ClientKind.class,
      names = {"LONG_POLL", "EVENT_STREAM", "MULTIPART", "WEB_SOCKET_WITH_META"})
  void clientResumesBehindEachMessageThatItGot(ClientKind kind) throws IOException {
    String id = idOfThisRun("a,b,c");
    restartAnHourBack();
    String[] channels = {"a", "b", "c", "a", "c", "b"};
    for (int i = 0; i < channels.length; i++) {
      publish(channels[i], "m" + i + ";");
      now.advance(Duration.ofSeconds(i % 2));
    }
    InMemoryClient whole = open(kind, WireProfile.STANDARD, "a,b,c", id);
    List<Received> all = whole.take();
    whole.leave();
    assertThat(all).hasSize(channels.length);

    for (int i = 0; i < all.size(); i++) {
      InMemoryClient resumed = open(kind, WireProfile.STANDARD, "a,b,c", all.get(i).id());
      assertThat(resumed.take())
          .as("behind %s", all.get(i))
          .extracting(Received::text)
          .containsExactlyElementsOf(
              all.subList(i + 1, all.size()).stream().map(Received::text).toList());
      resumed.leave();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ClientKind.class,
      names = {"LONG_POLL", "EVENT_STREAM"})
  void idOfThePresentSecondIsKnown(ClientKind kind) throws IOException {
    publish("a", "m1;");
    InMemoryClient first = open(kind, WireProfile.STANDARD, "a", "");
    String id = first.take().get(0).id();
    first.leave();

    InMemoryClient client = open(kind, WireProfile.STANDARD, "a", id);
    assertThat(client.take()).isEmpty();
    publish("a", "m2;");

    assertThat(client.take())
        .satisfiesExactly(
            received -> {
              assertThat(received.text()).isEqualTo("m2;");
              assertThat(received.gap()).isEmpty();
            });
  }

  /** The relay's own clock may be set back while it runs: its ids do not go back. */
  @Test
  void idOfThisRunStaysKnownWhenTheClockIsSetBackMeanwhile() throws IOException {
    String id = idOfThisRun("a");
    time.jump(Duration.ofHours(-1));

    InMemoryClient client = open(ClientKind.LONG_POLL, WireProfile.STANDARD, "a", id);
    assertThat(client.take()).isEmpty();
    publish("a", "m2;");

    assertThat(client.take())
        .satisfiesExactly(
            received -> {
              assertThat(received.text()).isEqualTo("m2;");
              assertThat(received.gap()).isEmpty();
            });
  }

  private PushResponse poll(WireProfile profile, String ids, String lastId) {
    InMemoryExchange exchange =
        InMemoryExchange.request("GET", "/sub?id=" + ids).header("Last-Event-ID", lastId).build();
    engine
        .subscriber(
            s ->
                s.profile(profile)
                    .policy(FOREVER.toBuilder().timeout(Duration.ZERO).build())
                    .naming(ChannelNaming.DEFAULT.withDelimiter(",")))
        .handle(exchange);
    return exchange.response();
  }

  @Test
  void intervalPollGetsTheOldestMessageAndAGapInEachProfileThatTellsGaps() throws IOException {
    for (String ids : new String[] {"a", "a,b"}) {
      String id = idOfThisRun(ids);
      restartAnHourBack();
      assertThat(poll(WireProfile.STANDARD, ids, id).status()).isEqualTo(304);
      publish("a", "m1");
      publish("a", "m2");

      PushResponse standard = poll(WireProfile.STANDARD, ids, id);
      PushResponse nchan = poll(WireProfile.NCHAN, ids, id);
      PushResponse nhpm = poll(WireProfile.NHPM, ids, id);

      assertThat(List.of(standard, nchan, nhpm))
          .allSatisfy(response -> assertThat(response.body().utf8()).isEqualTo("m1"));
      assertThat(standard.header("Push-Gap")).isPresent();
      assertThat(nchan.header("Push-Gap")).isPresent();
      assertThat(nhpm.header("Push-Gap")).isEmpty();
      engine = PushEngine.builder().time(time, time).build();
      now = time;
    }
  }

  @Test
  void flowGetsTheOldestMessagesAndAGap() {
    MessageId ahead = new MessageId(now.epochSecond() + 3600, 7);
    publish("a", "m1");
    publish("a", "m2");
    RecordingFlow flow = RecordingFlow.unbounded();

    engine.channel("a").messages(Cursor.after(ahead)).subscribe(flow);

    assertThat(flow.texts()).containsExactly("m1", "m2");
    assertThat(flow.deliveries().get(0).gapAfter()).hasValue(ahead);
    assertThat(flow.deliveries().get(1).gapAfter()).isEmpty();
  }

  /** Such an id stands in front of a second, behind all that comes before it. */
  @Test
  void endOfTheSecondBeforeTheNextOneIsAheadToo() {
    publish("a", "m1");
    long reached = now.epochSecond() + 1;
    RecordingSubscriber known = new RecordingSubscriber();
    RecordingSubscriber ahead = new RecordingSubscriber();

    engine
        .channel("a")
        .subscribe(Cursor.after(new MessageId(reached - 1, Integer.MAX_VALUE)), FOREVER, known);
    engine
        .channel("a")
        .subscribe(Cursor.after(new MessageId(reached, Integer.MAX_VALUE)), FOREVER, ahead);

    assertThat(known.text()).hasValue("m1");
    assertThat(ahead.text()).hasValue("m1");
    assertThat(ahead.delivery().orElseThrow().gapAfter()).isPresent();
    assertThat(known.delivery().orElseThrow().gapAfter()).isEmpty();
  }
}
