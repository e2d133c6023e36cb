package org.pushrelay.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.PublishResult;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.testkit.Eventually;
import org.pushrelay.testkit.LongPollers;

/** Every subscriber gets every message exactly once and in order, however many there are. */
class ManySubscribersIT {
  private static final Duration DEADLINE = Duration.ofMinutes(3);

  private final PushEngine engine = PushEngine.builder().maxReservedMemory(64 << 20).build();
  private RunningJetty jetty;

  @BeforeEach
  void start() throws Exception {
    SubscriberConfig subscriber =
        SubscriberConfig.builder().timeout(SubscribePolicy.FOREVER).build();
    jetty =
        RunningJetty.start(
            Map.of("/sub", engine.subscriber(subscriber)),
            Optional.empty(),
            new HttpConnectionFactory());
  }

  @AfterEach
  void stop() {
    engine.close();
    jetty.close();
  }

  @Test
  void threeThousandSubscribersGetLargeMessages() throws Exception {
    int subscribers = 3000;
    int messages = 2;
    int size = 950 * 1024;
    LongPollers.assumeEnoughFiles(2 * subscribers + 500);
    List<byte[]> bodies = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      byte[] body = new byte[size];
      Arrays.fill(body, (byte) ('a' + i));
      bodies.add(body);
    }
    LongPollers.Reader reader =
        new LongPollers.Reader() {
          @Override
          public void bytes(int subscriber, int message, int offset, ByteBuffer bytes) {
            ByteBuffer expected = ByteBuffer.wrap(bodies.get(message), offset, bytes.remaining());
            if (!bytes.equals(expected)) {
              throw new AssertionError("message " + message + " differs from " + offset + " on");
            }
          }

          @Override
          public void end(int subscriber, int message, int length) {
            if (length != size) {
              throw new AssertionError("message " + message + " has " + length + " bytes");
            }
          }
        };

    try (LongPollers pollers =
        new LongPollers(jetty.port(), subscribers, i -> "/sub?id=a", messages, reader)) {
      awaitHeld(subscribers);
      for (byte[] body : bodies) {
        publish("a", MessageBody.wrap(body));
      }
      pollers.run(DEADLINE);
    }
  }

  @Test
  void fiftyPublishersOnTwentyChannelsReachTwoHundredSubscribers() throws Exception {
    int channels = 20;
    int publishers = 50;
    int each = 40;
    int subscribers = 200;
    // publishers 0, 20 and 40 share a channel, 10, 30 have one to themselves
    int shortest = publishers / channels * each;
    List<StringBuilder> read = new ArrayList<>();
    List<List<String>> received = new ArrayList<>();
    for (int i = 0; i < subscribers; i++) {
      read.add(new StringBuilder());
      received.add(new ArrayList<>());
    }
    LongPollers.Reader reader =
        new LongPollers.Reader() {
          @Override
          public void bytes(int subscriber, int message, int offset, ByteBuffer bytes) {
            while (bytes.hasRemaining()) {
              read.get(subscriber).append((char) bytes.get());
            }
          }

          @Override
          public void end(int subscriber, int message, int size) {
            received.get(subscriber).add(read.get(subscriber).toString());
            read.get(subscriber).setLength(0);
          }
        };

    ExecutorService threads = Executors.newFixedThreadPool(publishers);
    try (LongPollers pollers =
        new LongPollers(
            jetty.port(), subscribers, i -> "/sub?id=c" + i % channels, shortest, reader)) {
      List<Future<?>> publishing = new ArrayList<>();
      for (int p = 0; p < publishers; p++) {
        int publisher = p;
        publishing.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < each; i++) {
                    publish("c" + publisher % channels, MessageBody.utf8(publisher + " " + i));
                  }
                }));
      }
      pollers.run(DEADLINE);
      for (Future<?> end : publishing) {
        end.get();
      }
    } finally {
      threads.shutdown();
    }

    for (int i = 0; i < subscribers; i++) {
      assertThat(received.get(i)).hasSize(shortest).doesNotHaveDuplicates();
      // all subscribers of a channel have seen one and the same sequence
      assertThat(received.get(i)).isEqualTo(received.get(i % channels));
      for (int p = i % channels; p < publishers; p += channels) {
        String from = p + " ";
        List<Integer> numbers =
            received.get(i).stream()
                .filter(message -> message.startsWith(from))
                .map(message -> Integer.valueOf(message.substring(from.length())))
                .toList();
        assertThat(numbers).isSorted();
      }
    }
  }

  private void publish(String channel, MessageBody body) {
    MessageDraft draft =
        MessageDraft.of(body).withPolicy(BufferPolicy.builder().maxMessages(1000).build());
    assertThat(engine.channel(channel).publish(draft).join())
        .isInstanceOf(PublishResult.Accepted.class);
  }

  private void awaitHeld(int count) {
    Eventually.until(
        count + " held",
        () -> engine.channel("a").info().join().orElseThrow().subscribers() == count);
  }
}
