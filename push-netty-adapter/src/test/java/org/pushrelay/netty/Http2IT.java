package org.pushrelay.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.pushrelay.testkit.HttpConnection.head;

import io.netty.handler.codec.http2.Http2Error;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.message.MessageBody;
import org.pushrelay.testkit.Eventually;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

/** HTTP/2 in clear text, frame by frame. */
class Http2IT {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  /** A SETTINGS frame (RFC 9113, 6.5) without a setting in it. */
  private static final String SETTINGS = "\0\0\0\4\0\0\0\0\0";

  private NettyRelay relay;

  private Http2Client start(PushNettyServer.Builder settings) throws Exception {
    relay = NettyRelay.start(settings);
    return Http2Client.connect(relay.server().port());
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  private static byte[] pattern(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i ^ i >>> 8);
    }
    return bytes;
  }

  @Test
  void thePrefaceMayBeCutAnywhere() throws Exception {
    relay = NettyRelay.start(PushNettyServer.builder());
    String bytes = PREFACE + SETTINGS;
    for (int cut = 1; cut < bytes.length(); cut++) {
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), relay.server().port())) {
        client.setTcpNoDelay(true);
        client.setSoTimeout((int) Eventually.DEADLINE.toMillis());
        client.getOutputStream().write(bytes.substring(0, cut).getBytes(ISO_8859_1));
        assertThat(relay.connect().get("/pub?id=none").receive().status()).isEqualTo(404);
        client.getOutputStream().write(bytes.substring(cut).getBytes(ISO_8859_1));

        assertThat(typeOfFirstFrame(client)).as("cut at %s", cut).isEqualTo(4);
      }
    }
  }

  private static int typeOfFirstFrame(Socket client) throws IOException {
    DataInputStream in = new DataInputStream(client.getInputStream());
    in.skipNBytes(3);
    return in.readUnsignedByte();
  }

  @Test
  void requestsOfAllKindsAreAnswered() throws Exception {
    try (Http2Client client = start(PushNettyServer.builder())) {
      Http2Client.Stream published =
          client.begin("POST", "/pub?id=a", "content-type", "a/b").send("hel", false);
      published.send("lo", true).await();
      assertThat(published.status()).isEqualTo(202);

      Http2Client.Stream message = client.request("GET", "/sub?id=a").await();
      assertThat(message.status()).isEqualTo(200);
      assertThat(message.text()).isEqualTo("hello");
      assertThat(message.header("content-type")).isEqualTo("a/b");
      assertThat(message.header("content-length")).isEqualTo("5");
      assertThat(message.header("date")).endsWith("GMT");

      Http2Client.Stream head = client.request("HEAD", "/pub?id=a").await();
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
      assertThat(client.request("GET", "/nothing").await().status()).isEqualTo(404);
    }
  }

  private static OpenedStream take(BlockingQueue<OpenedStream> opened) throws Exception {
    OpenedStream stream = opened.poll(Eventually.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(stream).as("a stream").isNotNull();
    return stream;
  }

  private PushNettyServer.Builder streams(BlockingQueue<OpenedStream> opened) {
    PushResponse head =
        PushResponse.of(200, List.of(new Header("X-Kind", "stream")), MessageBody.utf8("hi"));
    return PushNettyServer.builder()
        .mount("/stream", exchange -> opened.add(new OpenedStream(exchange, head)));
  }

  @Test
  void aStreamGoesOnUntilItEnds() throws Exception {
    BlockingQueue<OpenedStream> opened = new LinkedBlockingQueue<>();
    try (Http2Client client = start(streams(opened))) {
      Http2Client.Stream response = client.request("GET", "/stream");
      OpenedStream stream = take(opened);
      Eventually.until("the first piece", () -> response.text().equals("hi"));
      assertThat(response.header("x-kind")).isEqualTo("stream");
      assertThat(response.header("date")).endsWith("GMT");
      assertThat(response.header("content-length")).isEmpty();

      stream.write("one").flush();
      Eventually.until("the second piece", () -> response.text().equals("hione"));
      stream.write("two").stream().end();

      assertThat(response.await().text()).isEqualTo("hionetwo");
      assertThat(client.request("HEAD", "/stream").await().text()).isEmpty();
      stream.settle();
      assertThat(stream.timesClosed()).isZero();
    }
  }

  @Test
  void aStreamIsWritableAsItsWindowIs() throws Exception {
    BlockingQueue<OpenedStream> opened = new LinkedBlockingQueue<>();
    relay = NettyRelay.start(streams(opened));
    try (Http2Client client = Http2Client.connect(relay.server().port(), 20_000)) {
      Http2Client.Stream response = client.requestUnread("/stream");
      OpenedStream stream = take(opened);
      Http2Client.Stream other = client.request("GET", "/stream");
      OpenedStream beside = take(opened);

      int written = stream.writeWhileWritable(MessageBody.utf8("x".repeat(10_000)));

      assertThat(written).isBetween(5, 20);
      assertThat(stream.stream().isWritable()).isFalse();
      assertThat(stream.timesWritable()).isZero();
      beside.write("not in the way").flush();
      Eventually.until("the other's piece", () -> other.text().endsWith("not in the way"));
      Eventually.until(
          "all is taken",
          () -> {
            response.readOnce();
            return response.text().length() == 2 + 10_000 * written;
          });
      Eventually.until("writable again", () -> stream.timesWritable() == 1);
      assertThat(stream.stream().isWritable()).isTrue();
    }
  }

  @Test
  void aStreamThatIsResetIsClosedOnce() throws Exception {
    BlockingQueue<OpenedStream> opened = new LinkedBlockingQueue<>();
    try (Http2Client client = start(streams(opened))) {
      Http2Client.Stream response = client.request("GET", "/stream");
      OpenedStream stream = take(opened);
      Eventually.until("the first piece", () -> response.text().equals("hi"));

      response.leave();

      stream.awaitClosed();
      stream.write("in vain").flush().stream().end();
      stream.settle();
      assertThat(stream.timesClosed()).isEqualTo(1);
      assertThat(client.isOpen()).isTrue();
    }
  }

  @Test
  void aStreamThatIsAbortedIsReset() throws Exception {
    BlockingQueue<OpenedStream> opened = new LinkedBlockingQueue<>();
    try (Http2Client client = start(streams(opened))) {
      Http2Client.Stream response = client.request("GET", "/stream");
      OpenedStream stream = take(opened);

      stream.stream().abort();

      assertThat(response.awaitReset()).isEqualTo(Http2Error.CANCEL.code());
      stream.settle();
      assertThat(stream.timesClosed()).isZero();
    }
  }

  @Test
  void whoTakesNothingOfAStreamIsResetAndWhoIsGivenNothingIsNot() throws Exception {
    BlockingQueue<OpenedStream> opened = new LinkedBlockingQueue<>();
    relay =
        NettyRelay.start(
            streams(opened).limits(new ConnectionLimits(16 * 1024, SHORT, SHORT, SHORT, SHORT)));
    try (Http2Client client = Http2Client.connect(relay.server().port(), 1000)) {
      Http2Client.Stream response = client.request("GET", "/stream");
      OpenedStream idle = take(opened);
      client.requestUnread("/stream");
      OpenedStream stuck = take(opened);

      stuck.write("x".repeat(100_000)).flush();

      stuck.awaitClosed();
      idle.write("still here").flush();
      Eventually.until("the piece", () -> response.text().equals("histill here"));
      assertThat(idle.timesClosed()).isZero();
    }
  }

  @Test
  void whoExpects100IsToldToContinue() throws Exception {
    try (Http2Client client = start(PushNettyServer.builder())) {
      Http2Client.Stream stream = client.begin("POST", "/pub?id=a", "expect", "100-continue");
      assertThat(stream.awaitHead(1).status()).hasToString("100");

      assertThat(stream.send("hello", true).await().status()).isEqualTo(202);
    }
  }

  @Test
  void aLargeMessageComesThroughASmallWindow() throws Exception {
    relay = NettyRelay.start(PushNettyServer.builder());
    byte[] large = pattern(1 << 20);
    try (Http2Client client = Http2Client.connect(relay.server().port(), 1000)) {
      Http2Client.Stream stream = client.request("GET", "/sub?id=a");
      relay.awaitHeld("a", 1);

      relay.publish("a", MessageBody.wrap(large));

      assertThat(stream.await().body()).isEqualTo(large);
    }
  }

  @Test
  void anAnswerThatIsLongerThanTheWindowIsNotCutWhereTheBodyWasNotRead() throws Exception {
    byte[] large = pattern(300_000);
    PushResponse response = PushResponse.of(200, List.of(), MessageBody.wrap(large));
    try (Http2Client client =
        start(PushNettyServer.builder().mount("/large", exchange -> exchange.respond(response)))) {
      Http2Client.Stream stream = client.begin("POST", "/large").send("not wanted", false);

      assertThat(stream.await().body()).isEqualTo(large);
      assertThat(stream.awaitReset()).isEqualTo(Http2Error.NO_ERROR.code());
    }
  }

  @Test
  void whoSendsABodyThatIsRefusedMaySendItToItsEnd() throws Exception {
    try (Http2Client client = start(PushNettyServer.builder())) {
      int size = 2 << 20;
      Http2Client.Stream stream =
          client
              .begin("POST", "/pub?id=a", "content-length", Integer.toString(size))
              .send(new byte[size], true);

      assertThat(stream.await().status()).isEqualTo(413);
      assertThat(client.request("GET", "/pub?id=a").await().status()).isEqualTo(404);
      assertThat(stream.isReset()).isFalse();
    }
  }

  @Test
  void aResetWhileItIsHeldEndsTheSubscriberAndNotTheConnection() throws Exception {
    try (Http2Client client = start(PushNettyServer.builder())) {
      Http2Client.Stream leaving = client.request("GET", "/sub?id=a");
      Http2Client.Stream staying = client.request("GET", "/sub?id=a");
      relay.awaitHeld("a", 2);

      leaving.leave();

      relay.awaitHeld("a", 1);
      relay.publish("a", "hello");
      assertThat(staying.await().text()).isEqualTo("hello");
    }
  }

  @Test
  void aResetInTheMiddleOfABodyIsNoMessage() throws Exception {
    try (Http2Client client = start(PushNettyServer.builder())) {
      client.begin("POST", "/pub?id=a").send("half", false).leave();

      assertThat(client.request("GET", "/pub?id=a").await().status()).isEqualTo(404);
    }
  }

  @Test
  void manyStreamsOfOneConnectionAreHeldAtOnce() throws Exception {
    try (Http2Client client = start(PushNettyServer.builder())) {
      List<Http2Client.Stream> streams = new ArrayList<>();
      for (int i = 0; i < 800; i++) {
        streams.add(client.request("GET", "/sub?id=a"));
      }
      relay.awaitHeld("a", 800);

      relay.publish("a", "all");

      for (Http2Client.Stream stream : streams) {
        assertThat(stream.await().text()).isEqualTo("all");
      }
    }
  }

  @Test
  void aConnectionWithoutAStreamIsClosedAfterItsTimeAndOneThatHoldsIsNot() throws Exception {
    ConnectionLimits limits = new ConnectionLimits(16 * 1024, SHORT, SHORT, SHORT, SHORT);
    try (Http2Client holding = start(PushNettyServer.builder().limits(limits));
        Http2Client idle = Http2Client.connect(relay.server().port())) {
      Http2Client.Stream held = holding.request("GET", "/sub?id=a");
      assertThat(idle.request("GET", "/pub?id=none").await().status()).isEqualTo(404);

      idle.awaitClosed();

      assertThat(holding.isOpen()).isTrue();
      relay.awaitHeld("a", 1);
      relay.publish("a", "hello");
      assertThat(held.await().text()).isEqualTo("hello");
      holding.awaitClosed();
    }
  }

  @Test
  void aSlowBodyEndsItsStreamOnly() throws Exception {
    ConnectionLimits limits = ConnectionLimits.DEFAULT.withBody(SHORT);
    try (Http2Client client = start(PushNettyServer.builder().limits(limits))) {
      Http2Client.Stream slow = client.begin("POST", "/pub?id=a").send("half", false);

      slow.awaitReset();

      assertThat(client.request("GET", "/pub?id=a").await().status()).isEqualTo(404);
    }
  }

  @Test
  void whoTakesNothingOfItsAnswerLosesItsStream() throws Exception {
    ConnectionLimits limits = ConnectionLimits.DEFAULT.withSend(SHORT);
    HugeAnswer huge = new HugeAnswer();
    try (Http2Client client =
        start(PushNettyServer.builder().limits(limits).mount("/huge", huge))) {
      client.requestUnread("/huge");

      Eventually.until("given up", huge::isGivenUp);

      assertThat(client.request("GET", "/pub?id=none").await().status()).isEqualTo(404);
    }
  }

  @Test
  void whoTakesItsAnswerSlowlyKeepsItsStream() throws Exception {
    relay =
        NettyRelay.start(
            PushNettyServer.builder().limits(ConnectionLimits.DEFAULT.withSend(SHORT)));
    byte[] large = pattern(1 << 20);
    relay.publish("a", MessageBody.wrap(large));
    try (Http2Client client = Http2Client.connect(relay.server().port(), 64 * 1024)) {
      Http2Client.Stream slow = client.requestUnread("/sub?id=a");
      while (!slow.isOver()) {
        int before = slow.body().length;
        slow.readOnce();
        long pause = System.nanoTime() + SHORT.dividedBy(15).toNanos();
        Eventually.until("some time has passed", () -> System.nanoTime() > pause);
        Eventually.until("more has come", () -> slow.body().length > before || slow.isOver());
      }

      assertThat(slow.body()).isEqualTo(large);
    }
  }
}
