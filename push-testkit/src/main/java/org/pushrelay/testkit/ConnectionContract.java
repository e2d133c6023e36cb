package org.pushrelay.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One connection and the requests on it. */
public interface ConnectionContract extends TransportContract {

  @Test
  default void oneConnectionServesAnyNumberOfPolls(RelayUnderTest relay) {
    HttpConnection subscriber = relay.connect();
    HttpConnection publisher = relay.connect();
    String[] cursor = {};
    for (int i = 0; i < 100; i++) {
      subscriber.get("/sub?id=a", cursor);
      relay.awaitHeld("a", 1);

      publisher.post("/pub?id=a", "m" + i);

      ReceivedResponse message = subscriber.receive();
      assertThat(message.text()).isEqualTo("m" + i);
      assertThat(publisher.receive().status()).isEqualTo(201);
      cursor = DeliveryContract.after(message);
    }
  }

  @Test
  default void aConnectionStaysOpenAfterEveryOrdinaryAnswer(RelayUnderTest relay) {
    HttpConnection client = relay.connect();
    List<String> requests =
        List.of(
            "GET /pub?id=a 404",
            "PUT /pub?id=a 200",
            "GET /pub?id=a 200",
            "GET /poll?id=a 304",
            "PATCH /pub?id=a 405",
            "GET /sub 404",
            "OPTIONS /sub?id=a 200",
            "DELETE /pub?id=a 200");
    for (String request : requests) {
      String[] parts = request.split(" ", -1);
      ReceivedResponse response = client.request(parts[0], parts[1], "Content-Length: 0").receive();

      assertThat(response.status()).as(request).isEqualTo(Integer.parseInt(parts[2]));
      assertThat(response.closes()).as(request).isFalse();
    }
  }

  @Test
  default void aConnectionStaysOpenAfterABadRequestWhereThatIsPossible(RelayUnderTest relay) {
    HttpConnection client = relay.connect();

    ReceivedResponse response = client.get("/sub?id=%zz").receive();

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.closes()).isEqualTo(!relay.has(TransportTrait.KEEPS_CONNECTION_AFTER_400));
  }

  @Test
  default void requestsBehindAHeldOneAreServedInOrder(RelayUnderTest relay) {
    HttpConnection client = relay.connect();
    client.send(
        HttpConnection.head("GET", "/sub?id=a")
            + "\r\n"
            + HttpConnection.head("GET", "/seen?second")
            + "\r\n"
            + HttpConnection.head("POST", "/pub?id=b", "Content-Length: 5")
            + "\r\nhello"
            + HttpConnection.head("GET", "/sub?id=b")
            + "\r\n");
    relay.awaitHeld("a", 1);
    assertThat(relay.messages("b")).as("messages published from behind a held request").isZero();

    relay.publish("a", "first");

    assertThat(client.receive().text()).isEqualTo("first");
    assertThat(client.receive().text()).contains("query second");
    assertThat(client.receive().status()).isEqualTo(202);
    assertThat(client.receive().text()).isEqualTo("hello");
  }

  @Test
  default void requestsThatArriveWhileOneIsHeldAreServedAfterIt(RelayUnderTest relay) {
    HttpConnection client = relay.connect().get("/sub?id=a");
    relay.awaitHeld("a", 1);
    for (int i = 0; i < 20; i++) {
      client.get("/seen?number=" + i, "X-Filler: " + "x".repeat(300));
    }

    relay.publish("a", "first");

    assertThat(client.receive().text()).isEqualTo("first");
    for (int i = 0; i < 20; i++) {
      assertThat(client.receive().text()).contains("query number=" + i + "\n");
    }
  }

  @Test
  default void anEndpointReadsItsOwnRequestAfterItsMessageHasLetOthersGoOn(RelayUnderTest relay) {
    int subscribers = 10;
    List<HttpConnection> held = new ArrayList<>();
    for (int i = 0; i < subscribers; i++) {
      held.add(relay.connect().get("/sub?id=a").get("/seen?behind", "X-One: of another"));
    }
    relay.awaitHeld("a", subscribers);

    ReceivedResponse response = relay.connect().get("/publishes?id=a", "X-One: its own").receive();

    assertThat(response.text()).contains("path /publishes", "query id=a", "x-one [its own]");
    for (HttpConnection subscriber : held) {
      assertThat(subscriber.receive().body().size()).isEqualTo(ContractEndpoints.LARGE);
      assertThat(subscriber.receive().text()).contains("query behind", "x-one [of another]");
    }
  }

  @Test
  default void pipelinedPublishesAreKeptInOrder(RelayUnderTest relay) {
    HttpConnection client = relay.connect();
    for (int i = 0; i < 50; i++) {
      client.post("/pub?id=a", "m" + i);
    }
    for (int i = 0; i < 50; i++) {
      assertThat(client.receive().status()).isEqualTo(202);
    }

    String[] cursor = {};
    for (int i = 0; i < 50; i++) {
      ReceivedResponse message = client.get("/sub?id=a", cursor).receive();
      assertThat(message.text()).isEqualTo("m" + i);
      cursor = DeliveryContract.after(message);
    }
  }

  @Test
  default void aClientThatWantsTheConnectionClosedGetsItClosed(RelayUnderTest relay) {
    HttpConnection client = relay.connect().get("/sub?id=a", "Connection: close");
    relay.awaitHeld("a", 1);

    relay.publish("a", "bye");

    ReceivedResponse message = client.receive();
    assertThat(message.text()).isEqualTo("bye");
    assertThat(message.closes()).isTrue();
    client.expectClosed();
  }

  @Test
  default void http10IsAnsweredWithoutChunksAndClosed(RelayUnderTest relay) {
    HttpConnection client = relay.connect().send("GET /sub?id=a HTTP/1.0\r\n\r\n");
    relay.awaitHeld("a", 1);

    relay.publish("a", "old");

    ReceivedResponse message = client.receive();
    assertThat(message.text()).isEqualTo("old");
    assertThat(message.header("Content-Length")).hasValue("3");
    assertThat(message.header("Transfer-Encoding")).isEmpty();
    client.expectClosed();
  }

  @Test
  default void http10MayKeepTheConnection(RelayUnderTest relay) {
    relay.publish("a", "old");
    HttpConnection client = relay.connect();
    String request = "GET /sub?id=a HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\n\r\n";

    assertThat(client.send(request).receive().text()).isEqualTo("old");
    assertThat(client.send(request).receive().text()).isEqualTo("old");
  }

  @Test
  default void slowHeadsAndBodiesDelayNobodyElse(RelayUnderTest relay) {
    for (int i = 0; i < 60; i++) {
      relay.connect().send("POST /pub?id=slow HTTP/1.1\r\nHost: x\r\nX-");
      relay
          .connect()
          .send(HttpConnection.head("POST", "/pub?id=slow", "Content-Length: 9") + "\r\nhalf");
    }

    long start = System.nanoTime();
    HttpConnection client = relay.connect();
    for (int i = 0; i < 50; i++) {
      assertThat(client.post("/pub?id=a", "m").receive().status()).isEqualTo(202);
    }

    assertThat(System.nanoTime() - start).isLessThan(Eventually.DEADLINE.toNanos() / 2);
    assertThat(relay.channel("slow").info().join()).isEmpty();
  }
}
