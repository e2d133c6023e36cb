package org.pushrelay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Clients that leave while they are held. */
public interface DepartureContract extends TransportContract {
  /** So soon has a departure to be known where the transport notices it. */
  Duration NOTICED = Duration.ofSeconds(1);

  /** So long is a request held at most where the transport does not notice departures. */
  Duration UNWATCHED_HOLD = Duration.ofSeconds(30);

  private static void checkForgotten(RelayUnderTest relay, Consumer<HttpConnection> departure) {
    HttpConnection staying = relay.connect().get("/sub?id=a");
    HttpConnection leaving = relay.connect().get("/sub?id=a");
    relay.awaitHeld("a", 2);

    departure.accept(leaving);

    if (relay.has(TransportTrait.NOTICES_DEPARTURE)) {
      relay.awaitHeldWithin(NOTICED, "a", 1);
      assertThat(relay.publish("a", "for one").status()).isEqualTo(201);
      assertThat(staying.receive().text()).isEqualTo("for one");
    } else {
      relay.time().advance(UNWATCHED_HOLD);
      assertThat(relay.subscribers("a")).isZero();
      assertThat(staying.receive().status()).isEqualTo(304);
    }
    assertThat(relay.subscribers("a")).isZero();
    assertThat(relay.publish("a", "without a subscriber").status()).isEqualTo(202);
  }

  @Test
  default void aClientThatClosesIsForgotten(RelayUnderTest relay) {
    checkForgotten(relay, HttpConnection::close);
  }

  @Test
  default void aClientThatResetsIsForgotten(RelayUnderTest relay) {
    checkForgotten(relay, HttpConnection::reset);
  }

  @Test
  default void aClientThatLeavesAfterManyPollsIsForgotten(RelayUnderTest relay) {
    HttpConnection client = relay.connect();
    client.get("/sub?id=a");
    for (int i = 0; i < 3; i++) {
      relay.awaitHeld("a", 1);
      relay.publish("a", "m");
      ReceivedResponse message = client.receive();
      assertThat(message.status()).isEqualTo(200);
      client.get(
          "/sub?id=a",
          "If-Modified-Since: " + message.header("Last-Modified").orElseThrow(),
          "If-None-Match: " + message.header("Etag").orElseThrow());
    }
    relay.awaitHeld("a", 1);

    client.close();

    if (relay.has(TransportTrait.NOTICES_DEPARTURE)) {
      relay.awaitHeldWithin(NOTICED, "a", 0);
    } else {
      relay.time().advance(UNWATCHED_HOLD);
      assertThat(relay.subscribers("a")).isZero();
    }
  }

  @Test
  default void aClientThatHalfClosesIsServedOrForgotten(RelayUnderTest relay) {
    HttpConnection client = relay.connect().get("/sub?id=a");
    relay.awaitHeld("a", 1);

    client.halfClose();

    if (relay.has(TransportTrait.NOTICES_DEPARTURE)) {
      relay.awaitHeldWithin(NOTICED, "a", 0);
    }
    assertThat(relay.publish("a", "hello").status()).isIn(201, 202);
    ReceivedResponse response = client.receiveOrClosed();
    assertThat(response.status()).isIn(0, 200);
    relay.time().advance(UNWATCHED_HOLD);
    assertThat(relay.subscribers("a")).isZero();
  }

  @Test
  default void aClientThatLeavesWithRequestsBehindTheHeldOneIsForgotten(RelayUnderTest relay) {
    HttpConnection client = relay.connect().get("/sub?id=a").get("/sub?id=b");
    relay.awaitHeld("a", 1);

    client.close();

    if (relay.has(TransportTrait.NOTICES_DEPARTURE)) {
      relay.awaitHeldWithin(NOTICED, "a", 0);
    } else {
      relay.time().advance(UNWATCHED_HOLD);
    }
    Eventually.until(
        "no subscriber waits",
        () -> {
          relay.time().advance(UNWATCHED_HOLD);
          return relay.subscribers("a") + relay.subscribers("b") == 0;
        });
  }

  @Test
  default void aHoldHasAnEndWhereDeparturesAreNotNoticed(RelayUnderTest relay) {
    assumeTrue(!relay.has(TransportTrait.NOTICES_DEPARTURE), "departures are noticed here");
    HttpConnection client = relay.connect().get("/sub?id=a");
    relay.awaitHeld("a", 1);

    relay.time().advance(UNWATCHED_HOLD.minusNanos(1));
    assertThat(relay.subscribers("a")).isEqualTo(1);
    relay.time().advance(Duration.ofNanos(1));

    assertThat(client.receive().status()).isEqualTo(304);
    assertThat(client.get("/seen").receive().status()).isEqualTo(200);
  }

  @Test
  default void aHoldHasNoEndWhereDeparturesAreNoticed(RelayUnderTest relay) {
    assumeTrue(relay.has(TransportTrait.NOTICES_DEPARTURE), "departures are not noticed here");
    HttpConnection client = relay.connect().get("/sub?id=a");
    relay.awaitHeld("a", 1);

    relay.time().advance(Duration.ofDays(1));

    assertThat(relay.subscribers("a")).isEqualTo(1);
    relay.publish("a", "at last");
    assertThat(client.receive().text()).isEqualTo("at last");
  }

  @Test
  default void anAnswerMayRaceWithADeparture(RelayUnderTest relay) {
    HttpConnection publisher = relay.connect();
    List<Consumer<HttpConnection>> departures =
        List.of(HttpConnection::close, HttpConnection::reset);
    for (int round = 0; round < 60; round++) {
      String channel = "race-" + round;
      HttpConnection client = relay.connect().get("/sub?id=" + channel);
      relay.awaitHeld(channel, 1);
      Consumer<HttpConnection> departure = departures.get(round % 2);

      CompletableFuture<Void> leaving = CompletableFuture.runAsync(() -> departure.accept(client));
      ReceivedResponse published = publisher.post("/pub?id=" + channel, "m").receive();
      leaving.join();

      assertThat(published.status()).isIn(201, 202);
      assertThat(relay.messages(channel)).isEqualTo(1);
      assertThat(relay.subscribers(channel)).isZero();
    }
  }

  @Test
  default void aTimeoutMayRaceWithAMessage(RelayUnderTest relay) {
    HttpConnection publisher = relay.connect();
    HttpConnection client = relay.connect();
    for (int round = 0; round < 60; round++) {
      String channel = "race-" + round;
      client.get("/short?id=" + channel);
      relay.awaitHeld(channel, 1);

      CompletableFuture<Void> passing =
          CompletableFuture.runAsync(() -> relay.time().advance(ContractEndpoints.SHORT_WAIT));
      int published = publisher.post("/pub?id=" + channel, "m").receive().status();
      int answered = client.receive().status();
      passing.join();

      assertThat(answered).isEqualTo(published == 201 ? 200 : 304);
    }
  }
}
