package org.pushrelay.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pushrelay.transport.BufferBudget;

/** What clients make the relay hold is counted; beyond the limit, what is new is refused. */
public interface BufferContract extends TransportContract {
  /**
   * The bytes that a client sends although there is no room for them: fewer than a TLS record has,
   * so that the client does not write to a connection that the server has closed meanwhile.
   */
  int ONE_RECORD = 15_000;

  /** Does something while nothing is left of the budget that the transports share. */
  private static void whileSpent(Runnable action) {
    BufferBudget budget = BufferBudget.shared();
    budget.charge(budget.limit());
    try {
      action.run();
    } finally {
      budget.release(budget.limit());
    }
  }

  @Test
  default void bodyForWhichThereIsNoMemoryIsRefusedBeforeItComesAndTakenLater(
      RelayUnderTest relay) {
    relay.expectServerErrors();
    whileSpent(
        () -> {
          try (HttpConnection publisher = relay.connect()) {
            publisher.send(
                HttpConnection.head("POST", "/pub?id=a", "Content-Length: 100000") + "\r\n");

            ReceivedResponse refused = publisher.receive();

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isPresent();
          }
        });

    assertThat(relay.connect().post("/pub?id=a", new byte[100_000]).receive().status())
        .isEqualTo(202);
  }

  @Test
  default void bodyThatOutgrowsTheMemoryIsRefused(RelayUnderTest relay) {
    relay.expectServerErrors();
    try (HttpConnection publisher = relay.connect()) {
      publisher.send(
          HttpConnection.head("POST", "/pub?id=a", "Content-Length: 100000")
              + "\r\n"
              + "x".repeat(100));
      Eventually.until("the body is begun", () -> BufferBudget.shared().used() > 0);

      whileSpent(
          () -> {
            publisher.send("x".repeat(ONE_RECORD));

            assertThat(publisher.receive().status()).isEqualTo(503);
          });
    }
  }

  @Test
  default void shortMessagesArePublishedAlthoughThereIsNoMemoryLeft(RelayUnderTest relay) {
    whileSpent(
        () -> {
          HttpConnection subscriber = relay.connect().get("/sub?id=a");
          relay.awaitHeld("a", 1);

          assertThat(relay.connect().post("/pub?id=a", "short").receive().status()).isEqualTo(201);

          assertThat(subscriber.receive().text()).isEqualTo("short");
        });
  }

  @Test
  default void unfinishedBodyIsCountedUntilItsClientLeaves(RelayUnderTest relay) {
    BufferBudget budget = BufferBudget.shared();
    long before = budget.used();
    HttpConnection publisher = relay.connect();
    publisher.send(
        HttpConnection.head("POST", "/pub?id=a", "Content-Length: 100000")
            + "\r\n"
            + "x".repeat(60_000));
    Eventually.until("it is counted", () -> budget.used() >= before + 60_000);

    publisher.close();

    Eventually.until("it is not counted any more", () -> budget.used() <= before);
  }

  @Test
  default void webSocketMessageForWhichThereIsNoMemoryEndsInTryAgainLater(RelayUnderTest relay) {
    relay.assumeUpgrades();
    WebSocketClient client = WebSocketClient.open(relay, "/pub?id=a");
    byte[] frame = WebSocketFrame.of(WebSocketFrame.TEXT, "x".repeat(60_000)).masked();

    whileSpent(
        () -> {
          client.sendBytes(Arrays.copyOf(frame, ONE_RECORD));

          assertThat(client.next().toString()).contains("1013");
        });
  }
}
