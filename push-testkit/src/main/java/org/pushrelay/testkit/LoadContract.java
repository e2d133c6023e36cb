package org.pushrelay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pushrelay.message.MessageBody;

/** Many clients, large messages, and clients that do not read. */
public interface LoadContract extends TransportContract {

  @Test
  default void twoHundredSubscribersEachGetThirtyMessagesOnceAndInOrder(RelayUnderTest relay) {
    int subscribers = 200;
    int messages = 30;
    ExecutorService threads = Executors.newFixedThreadPool(subscribers);
    try {
      List<CompletableFuture<List<String>>> readers = new ArrayList<>();
      for (int i = 0; i < subscribers; i++) {
        readers.add(CompletableFuture.supplyAsync(() -> readAll(relay, messages), threads));
      }
      HttpConnection publisher = relay.connect();
      for (int i = 0; i < messages; i++) {
        // some of them wait, and some are on their way: both have to get it
        Eventually.until("half of them wait", () -> relay.subscribers("a") >= subscribers / 2);
        assertThat(publisher.post("/pub?id=a", "m" + i).receive().status()).isEqualTo(201);
      }

      List<String> expected = IntStream.range(0, messages).mapToObj(i -> "m" + i).toList();
      for (CompletableFuture<List<String>> reader : readers) {
        assertThat(reader.join()).isEqualTo(expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<String> readAll(RelayUnderTest relay, int count) {
    HttpConnection client = relay.connect();
    List<String> read = new ArrayList<>();
    String[] cursor = {};
    while (read.size() < count) {
      ReceivedResponse message = client.get("/sub?id=a", cursor).receive();
      read.add(message.text());
      cursor = DeliveryContract.after(message);
    }
    return read;
  }

  @Test
  default void fourHundredHeldSubscribersGetSixMessagesInOrder(RelayUnderTest relay) {
    List<HttpConnection> subscribers = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      subscribers.add(relay.connect().get("/sub?id=a"));
    }
    HttpConnection publisher = relay.connect();
    for (int i = 0; i < 6; i++) {
      relay.awaitHeld("a", subscribers.size());

      assertThat(publisher.post("/pub?id=a", "m" + i).receive().status()).isEqualTo(201);

      for (HttpConnection subscriber : subscribers) {
        ReceivedResponse message = subscriber.receive();
        assertThat(message.text()).isEqualTo("m" + i);
        subscriber.get("/sub?id=a", DeliveryContract.after(message));
      }
    }
  }

  @Test
  default void aLargeMessageToTwoHundredSubscribersIsNotCopiedForEach(RelayUnderTest relay) {
    assumeTrue(relay.scheme().equals("http"), "TLS needs a copy in its own cipher for each");
    byte[] body = MessageBodyContract.pattern(950 * 1024);
    List<HttpConnection> held = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      held.add(relay.connect().get("/sub?id=a"));
    }
    relay.awaitHeld("a", held.size());
    long before = usedHeap();

    assertThat(relay.connect().post("/pub?id=a", body).receive().status()).isEqualTo(201);

    // now each is written to as far as its client lets the server
    for (HttpConnection client : held) {
      Eventually.until("the message begins to come", () -> !client.isSilent());
    }
    assertThat(usedHeap() - before).as("bytes for all").isLessThan(held.size() * 250_000L);
    for (HttpConnection client : held) {
      assertThat(client.receive().body()).isEqualTo(MessageBody.copyOf(body));
    }
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Test
  default void twentySubscribersGetALargeMessage(RelayUnderTest relay) {
    byte[] body = MessageBodyContract.pattern(950 * 1024);
    List<HttpConnection> held = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      held.add(relay.connect().get("/sub?id=a"));
    }
    relay.awaitHeld("a", 20);

    assertThat(relay.connect().post("/pub?id=a", body).receive().status()).isEqualTo(201);

    for (HttpConnection client : held) {
      assertThat(client.receive().body()).isEqualTo(MessageBody.copyOf(body));
    }
  }

  @Test
  default void clientsThatDoNotReadTheirAnswersDelayNobodyElse(RelayUnderTest relay) {
    HttpConnection publisher = relay.connect();
    publisher.post("/pub?id=large", new byte[1 << 20]).receive();
    for (int i = 0; i < 20; i++) {
      HttpConnection lazy = relay.connect();
      for (int request = 0; request < 20; request++) {
        lazy.get("/sub?id=large");
      }
    }
    for (int i = 0; i < 20; i++) {
      relay.connect().get("/sub?id=live");
    }
    HttpConnection reader = relay.connect().get("/sub?id=live");
    relay.awaitHeld("live", 21);

    ReceivedResponse published = publisher.post("/pub?id=live", new byte[1 << 20]).receive();

    assertThat(published.status()).isEqualTo(201);
    assertThat(reader.receive().body().size()).isEqualTo(1 << 20);
    for (int i = 0; i < 20; i++) {
      assertThat(publisher.post("/pub?id=other", "m").receive().status()).isEqualTo(202);
    }
  }
}
