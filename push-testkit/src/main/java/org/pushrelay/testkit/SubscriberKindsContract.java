package org.pushrelay.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pushrelay.channel.PublishResult;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.testkit.SubscriberClient.Received;

/**
 * What all ways to subscribe have in common, over real sockets: nothing is lost, comes twice or out
 * of order, however many channels and subscribers there are, however large messages are, and
 * wherever a client goes on. It takes some seconds for each kind, so it is a contract beside {@link
 * ExchangeContract}.
 */
public interface SubscriberKindsContract extends TransportContract {

  private static SubscriberClient open(
      RelayUnderTest relay, ClientKind kind, String ids, String lastId) throws IOException {
    if (kind.upgrades()) {
      relay.assumeUpgrades();
    }
    return kind.open(relay, ids, lastId);
  }

  @ParameterizedTest
  @EnumSource
  default void aHundredChannelsOverOneConnectionForEachOfSixty(
      ClientKind kind, RelayUnderTest relay) throws Exception {
    // a poll for each message looks at all channels each time
    MultiplexedRun run = new MultiplexedRun(100, kind == ClientKind.LONG_POLL ? 2 : 3);
    List<SubscriberClient> clients = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      clients.add(open(relay, kind, run.ids(), ""));
    }
    // not every kind says where to go on: this one does
    SubscriberClient witness = open(relay, ClientKind.EVENT_STREAM, run.ids(), "");
    relay.awaitHeld(run.channel(0), clients.size() + 1);
    relay.awaitHeld(run.channel(99), clients.size() + 1);

    CompletableFuture<?> publishing = CompletableFuture.runAsync(() -> run.publish(relay));
    List<List<Received>> received = run.readAll(clients);
    List<Received> witnessed = run.readAll(List.of(witness)).get(0);

    publishing.join();
    received.forEach(run::checkAll);
    run.checkAll(witnessed);
    clients.forEach(SubscriberClient::close);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 15; i++) {
      List<Received> given = kind.hasIds() ? received.get(random.nextInt(60)) : witnessed;
      int last = i == 0 ? run.size() - 1 : random.nextInt(run.size());
      checkResumption(relay, kind, run, given.subList(0, last + 1), "seed " + seed);
    }
  }

  /** Behind what was received, exactly the rest follows. */
  private static void checkResumption(
      RelayUnderTest relay, ClientKind kind, MultiplexedRun run, List<Received> before, String seed)
      throws IOException {
    String id = before.get(before.size() - 1).id();
    String late = "late;";
    try (SubscriberClient client = open(relay, kind, run.ids() + ",late", id)) {
      List<Received> all = new ArrayList<>(before);
      while (all.size() < run.size()) {
        all.add(client.next());
      }

      run.checkAll(all, "%s, %s, after %s", kind, seed, id);
      // so nothing came twice, either
      relay.time().advance(Duration.ofMillis(100));
      relay.publish("late", late);
      assertThat(client.next().text()).as("%s, %s, after %s", kind, seed, id).isEqualTo(late);
      relay.channel("late").delete().join();
    }
  }

  @ParameterizedTest
  @EnumSource
  default void aBroadcastReachesFourHundred(ClientKind kind, RelayUnderTest relay)
      throws Exception {
    List<SubscriberClient> clients = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      clients.add(open(relay, kind, "a", ""));
    }
    relay.awaitHeld("a", clients.size());
    List<String> messages = IntStream.range(0, 12).mapToObj(i -> "m" + i + ";").toList();

    HttpConnection publisher = relay.connect();
    for (String message : messages) {
      assertThat(publisher.post("/kinds/pub?id=a", message).receive().status()).isBetween(201, 202);
    }

    for (SubscriberClient client : clients) {
      for (String message : messages) {
        assertThat(client.next().text()).isEqualTo(message);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  default void behindEachIdComesTheNextMessageOrTheGapIsTold(ClientKind kind, RelayUnderTest relay)
      throws Exception {
    int kept = 20;
    int count = 60;
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      MessageDraft draft =
          MessageDraft.text("m" + i + ";")
              .withPolicy(BufferPolicy.builder().maxMessages(kept).build());
      if (relay.channel("a").publish(draft).join() instanceof PublishResult.Accepted accepted) {
        ids.add(accepted.id().toString());
      }
      if (i % 7 == 0) {
        relay.time().advance(Duration.ofSeconds(1));
      }
    }
    assertThat(ids).hasSize(count);

    for (int i = 0; i < count - 1; i++) {
      try (SubscriberClient client = open(relay, kind, "a", ids.get(i))) {
        Received next = client.next();

        int expected = Math.max(i + 1, count - kept);
        boolean gap = expected > i + 1 && kind.reportsGaps();
        assertThat(next.text()).as("after message %s", i).isEqualTo("m" + expected + ";");
        assertThat(next.gap()).as("gap after message %s", i).isEqualTo(gap ? ids.get(i) : "");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  default void thirtyMessagesOfTwoMegabytesInARow(ClientKind kind, RelayUnderTest relay)
      throws Exception {
    byte[] pattern = new byte[2_000_000];
    for (int i = 0; i < pattern.length - 1; i++) {
      pattern[i] = (byte) ('a' + i % 26);
    }
    pattern[pattern.length - 1] = ';';
    String text = new String(pattern, ISO_8859_1);
    try (SubscriberClient client = open(relay, kind, "a", "")) {
      relay.awaitHeld("a", 1);
      HttpConnection publisher = relay.connect();

      CompletableFuture<?> publishing =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 30; i++) {
                  byte[] message = pattern.clone();
                  message[0] = (byte) ('A' + i);
                  assertThat(publisher.post("/kinds/pub?id=a", message).receive().status())
                      .isBetween(201, 202);
                }
              });

      for (int i = 0; i < 30; i++) {
        String received = client.next().text();
        // not by assertThat: a failure would show megabytes
        assertThat(received.charAt(0)).isEqualTo((char) ('A' + i));
        assertThat(received.substring(1).equals(text.substring(1))).as("message %s", i).isTrue();
      }
      publishing.join();
    }
  }

  /** On the wire of this transport: whatever a body has in it, chunks and answers stay apart. */
  @Test
  default void noBodyForgesAChunkOrAnAnswer(RelayUnderTest relay) throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    StreamReader stream =
        StreamReader.open(relay, "/kinds/sub?id=a", "TE: chunked", "Connection: TE");
    HttpConnection publisher = relay.connect();
    HttpConnection poller = relay.connect();
    String[] cursor = {};
    String likely = "\r\n\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n5\r\n";

    for (int i = 0; i < 90; i++) {
      byte[] body = new byte[random.nextInt(60)];
      for (int at = 0; at < body.length; at++) {
        boolean any = random.nextInt(4) == 0;
        body[at] = (byte) (any ? random.nextInt(256) : likely.charAt((at + i) % likely.length()));
      }
      // as a header allows it; what means nothing to HTTP
      String type = "x/" + (char) (0x80 + random.nextInt(128)) + "\"; a=\t:,b";
      ReceivedResponse published =
          publisher.post("/kinds/pub?id=a", body, "Content-Type: " + type).receive();
      assertThat(published.status()).as("seed %s", seed).isBetween(201, 202);

      ReceivedResponse message = poller.get("/kinds/sub?id=a", cursor).receive();

      cursor = DeliveryContract.after(message);
      assertThat(message.body().toByteArray()).as("seed %s", seed).isEqualTo(body);
      assertThat(stream.read(body.length))
          .as("seed %s", seed)
          .isEqualTo(new String(body, ISO_8859_1));
    }
  }
}
