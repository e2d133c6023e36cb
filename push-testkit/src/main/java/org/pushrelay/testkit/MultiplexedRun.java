package org.pushrelay.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.pushrelay.testkit.SubscriberClient.Received;

/**
 * Many channels with as many messages each, which several publishers fill at the same time, while
 * time goes on.
 */
final class MultiplexedRun {
  private static final int PUBLISHERS = 4;

  private final int channels;
  private final int each;

  MultiplexedRun(int channels, int each) {
    this.channels = channels;
    this.each = each;
  }

  int size() {
    return channels * each;
  }

  String channel(int number) {
    return "c" + number;
  }

  /** All channels, apart by commas. */
  String ids() {
    return IntStream.range(0, channels).mapToObj(this::channel).collect(Collectors.joining(","));
  }

  private static String text(int channel, int number) {
    return channel + "." + number + ";";
  }

  /** Publishes everything; each publisher has channels of its own. */
  void publish(RelayUnderTest relay) {
    ExecutorService threads = Executors.newFixedThreadPool(PUBLISHERS);
    try {
      CompletableFuture.allOf(
              IntStream.range(0, PUBLISHERS)
                  .mapToObj(i -> CompletableFuture.runAsync(() -> publish(relay, i), threads))
                  .toArray(CompletableFuture[]::new))
          .join();
    } finally {
      threads.shutdown();
    }
  }

  private void publish(RelayUnderTest relay, int publisher) {
    HttpConnection connection = relay.connect();
    for (int number = 0; number < each; number++) {
      for (int channel = publisher; channel < channels; channel += PUBLISHERS) {
        int status =
            connection
                .post("/kinds/pub?id=" + channel(channel), text(channel, number))
                .receive()
                .status();
        assertThat(status).isBetween(201, 202);
        // one thread at a time moves the time
        if (publisher == 0 && channel % 32 == 0) {
          relay.time().advance(Duration.ofSeconds(1));
        }
      }
    }
  }

  /** What each client gets, all read at the same time. */
  List<List<Received>> readAll(List<SubscriberClient> clients) {
    ExecutorService threads = Executors.newFixedThreadPool(clients.size());
    try {
      List<CompletableFuture<List<Received>>> reading = new ArrayList<>();
      for (SubscriberClient client : clients) {
        reading.add(CompletableFuture.supplyAsync(() -> readAll(client), threads));
      }
      return reading.stream().map(CompletableFuture::join).toList();
    } finally {
      threads.shutdownNow();
    }
  }

  private List<Received> readAll(SubscriberClient client) {
    List<Received> received = new ArrayList<>(size());
    try {
      while (received.size() < size()) {
        received.add(client.next());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("after " + received.size() + " messages", e);
    }
    return received;
  }

  /** Each message is there, once, and those of each channel are in order. */
  void checkAll(List<Received> received) {
    checkAll(received, "all");
  }

  /** Each message is there, once, and those of each channel are in order. */
  void checkAll(List<Received> received, String what, Object... arguments) {
    int[] next = new int[channels];
    for (Received message : received) {
      String text = message.text();
      int channel = Integer.parseInt(text.substring(0, text.indexOf('.')));
      assertThat(text).as(what, arguments).isEqualTo(text(channel, next[channel]++));
      assertThat(message.gap()).as(what, arguments).isEmpty();
    }
    int[] all = new int[channels];
    Arrays.fill(all, each);
    assertThat(next).as(what, arguments).isEqualTo(all);
  }
}
