package org.pushrelay.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pushrelay.testkit.HttpConnection.head;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.testkit.Eventually;

/** A client that takes a large answer slowly, and keeps its connection for as long as it does. */
class SlowReaderIT {
  private static final Duration SEND = Duration.ofMillis(800);
  private static final ConnectionLimits LIMITS = ConnectionLimits.DEFAULT.withSend(SEND);

  /** Far less in the time limit than the system's buffers hold. */
  private static final int PART = 64 * 1024;

  private static final int PARTS_IN_TIME = 4;
  private static final int PARTS = 6 * PARTS_IN_TIME;
  private static final int ATTEMPTS = 20;

  private final HugeAnswer huge = new HugeAnswer();
  private RunningNetty netty;

  @AfterEach
  void stop() {
    netty.close();
  }

  private RawClient ask() throws IOException {
    RawClient client = RawClient.connect(netty.server().port());
    client.send(head("GET", "/huge") + "\r\n");
    client.readHead();
    return client;
  }

  /**
   * Reads part after part.
   *
   * @return false if the machine was so busy that the client paused for longer than it may
   */
  private static boolean readSlowly(RawClient client) throws IOException {
    long last = System.nanoTime();
    for (int i = 0; i < PARTS; i++) {
      long next = last + SEND.dividedBy(PARTS_IN_TIME).toNanos();
      Eventually.until("some time has passed", () -> System.nanoTime() >= next);
      long now = System.nanoTime();
      if (now - last > SEND.dividedBy(2).toNanos()) {
        return false;
      }
      client.read(PART);
      last = now;
    }
    return true;
  }

  @Test
  void clientThatTakesALargeAnswerSlowlyIsNotClosed() throws Exception {
    netty =
        RunningNetty.start(
            PushNettyServer.builder().eventLoops(1).limits(LIMITS),
            Map.of("/huge", huge),
            Optional.empty());
    boolean inTime = false;
    for (int i = 0; i < ATTEMPTS && !inTime; i++) {
      try (RawClient client = ask()) {
        inTime = readSlowly(client);
        assertThat(inTime && huge.isGivenUp()).as("closed while it was reading").isFalse();
      } catch (IOException e) {
        throw new AssertionError("closed while it was reading", e);
      }
    }
    assertThat(inTime).as("the client could read in time once").isTrue();
  }
}
