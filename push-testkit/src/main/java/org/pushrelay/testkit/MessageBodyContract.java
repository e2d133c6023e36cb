package org.pushrelay.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pushrelay.message.MessageBody;

/** Messages of all sizes and bytes, and those that are not to become one. */
public interface MessageBodyContract extends TransportContract {

  @Test
  default void allByteValuesComeThroughUnchanged(RelayUnderTest relay) {
    byte[] all = new byte[512];
    IntStream.range(0, all.length).forEach(i -> all[i] = (byte) i);
    HttpConnection subscriber = relay.connect().get("/sub?id=a");
    relay.awaitHeld("a", 1);

    relay.connect().post("/pub?id=a", all).receive();

    assertThat(subscriber.receive().body()).isEqualTo(MessageBody.copyOf(all));
    assertThat(relay.request("GET", "/sub?id=a").body()).isEqualTo(MessageBody.copyOf(all));
  }

  @Test
  default void messagesOfAllSizesUpToAMebibyteComeThroughLiveAndStored(RelayUnderTest relay) {
    HttpConnection publisher = relay.connect();
    for (int size : List.of(1, 1024, 16_384, 16_385, 100_000, 973_000, 1 << 20)) {
      byte[] body = pattern(size);
      String channel = "size-" + size;
      HttpConnection subscriber = relay.connect().get("/sub?id=" + channel);
      relay.awaitHeld(channel, 1);

      ReceivedResponse published = publisher.post("/pub?id=" + channel, body).receive();

      assertThat(published.status()).isEqualTo(201);
      for (ReceivedResponse message :
          List.of(subscriber.receive(), subscriber.get("/sub?id=" + channel).receive())) {
        assertThat(message.header("Content-Length")).hasValue(Integer.toString(size));
        assertThat(message.body()).isEqualTo(MessageBody.copyOf(body));
      }
    }
  }

  /** Bytes that tell each other apart. */
  static byte[] pattern(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i ^ i >>> 8 ^ i >>> 16);
    }
    return bytes;
  }

  @Test
  default void aChunkedBodyIsPutTogether(RelayUnderTest relay) {
    HttpConnection publisher = relay.connect();
    publisher.send(
        HttpConnection.head("POST", "/pub?id=a", "Transfer-Encoding: chunked")
            + "\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nTrailer: a\r\n\r\n");

    assertThat(publisher.receive().status()).isEqualTo(202);
    assertThat(publisher.get("/sub?id=a").receive().text()).isEqualTo("hello world");
  }

  @Test
  default void aBodyMayArriveByteByByte(RelayUnderTest relay) {
    HttpConnection publisher = relay.connect();
    publisher.send(HttpConnection.head("POST", "/pub?id=a", "Content-Length: 5") + "\r\n");
    for (String letter : List.of("h", "e", "l", "l", "o")) {
      publisher.send(letter);
    }

    assertThat(publisher.receive().status()).isEqualTo(202);
    assertThat(relay.request("GET", "/sub?id=a").text()).isEqualTo("hello");
  }

  @Test
  default void aClientThatExpects100IsToldToContinue(RelayUnderTest relay) {
    HttpConnection publisher = relay.connect();
    publisher.send(
        HttpConnection.head("POST", "/pub?id=a", "Expect: 100-continue", "Content-Length: 3")
            + "\r\n");
    assertThat(publisher.receive().status()).isEqualTo(100);

    publisher.send("abc");

    assertThat(publisher.receive().status()).isEqualTo(202);
    assertThat(relay.request("GET", "/sub?id=a").text()).isEqualTo("abc");
  }

  @Test
  default void aBodyThatIsAnnouncedTooLongIsRefusedBeforeItComes(RelayUnderTest relay) {
    HttpConnection publisher = relay.connect();
    publisher.send(
        HttpConnection.head(
                "POST", "/small?id=a", "Content-Length: " + (ContractEndpoints.SMALL + 1))
            + "\r\n");

    assertThat(publisher.receive().status()).isEqualTo(413);
    publisher.expectClosed();
    assertThat(relay.channel("a").info().join()).isEmpty();
  }

  @Test
  default void aBodyThatGrowsTooLongIsRefusedOnItsWay(RelayUnderTest relay) {
    HttpConnection publisher = relay.connect();
    String chunk = "258\r\n" + "x".repeat(600) + "\r\n";
    publisher.send(
        HttpConnection.head("POST", "/small?id=a", "Transfer-Encoding: chunked") + "\r\n" + chunk);
    publisher.send(chunk);

    assertThat(publisher.receive().status()).isEqualTo(413);
    if (!relay.has(TransportTrait.CLOSES_ON_REFUSED_CHUNKS)) {
      publisher.sendIfOpen("0\r\n\r\n");
    }
    publisher.expectClosed();
    assertThat(relay.channel("a").info().join()).isEmpty();
  }

  @Test
  default void aBodyOfExactlyTheLimitIsTaken(RelayUnderTest relay) {
    HttpConnection publisher = relay.connect();
    byte[] body = new byte[ContractEndpoints.SMALL];
    Arrays.fill(body, (byte) 'x');

    assertThat(publisher.post("/small?id=a", body).receive().status()).isEqualTo(202);
  }

  @Test
  default void halfABodyIsNeverAMessage(RelayUnderTest relay) {
    String half =
        HttpConnection.head("POST", "/pub?id=a", "Content-Length: 100") + "\r\nhalf of it";
    String halfChunked =
        HttpConnection.head("POST", "/pub?id=a", "Transfer-Encoding: chunked")
            + "\r\n5\r\nhello\r\n";
    for (String request : List.of(half, halfChunked)) {
      ReceivedResponse response = relay.connect().send(request).halfClose().receiveOrClosed();
      assertThat(response.status()).isIn(0, 400, 408);

      relay.connect().send(request).close();
      relay.connect().send(request).reset();
    }
    for (int round = 0; round < 20; round++) {
      assertThat(relay.publish("other", "x").status()).isEqualTo(202);
    }

    assertThat(relay.channel("a").info().join()).isEmpty();
  }
}
