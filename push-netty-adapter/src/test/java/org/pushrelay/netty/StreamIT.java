package org.pushrelay.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pushrelay.testkit.HttpConnection.head;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.message.MessageBody;
import org.pushrelay.testkit.Eventually;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

/** Answers that go on, byte by byte, on the one event loop there is. */
class StreamIT {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final PushResponse HEAD =
      PushResponse.of(200, List.of(new Header("X-Kind", "stream")), MessageBody.utf8("hi"));
  private static final String GET = head("GET", "/stream") + "\r\n";

  private final BlockingQueue<OpenedStream> opened = new LinkedBlockingQueue<>();
  private final List<RawClient> clients = new ArrayList<>();
  private PushNettyServer server;

  private void start(ConnectionLimits limits) throws Exception {
    server =
        PushNettyServer.builder()
            .eventLoops(1)
            .limits(limits)
            .mount("/stream", exchange -> opened.add(new OpenedStream(exchange, HEAD)))
            .mount("/closing", exchange -> opened.add(new OpenedStream(exchange, HEAD.closing())))
            .mount(
                "/late",
                exchange ->
                    CompletableFuture.runAsync(() -> opened.add(new OpenedStream(exchange, HEAD))))
            .mount("/one", exchange -> exchange.respond(PushResponse.of(404)))
            .start();
  }

  private void start() throws Exception {
    start(ConnectionLimits.DEFAULT);
  }

  @AfterEach
  void stop() throws Exception {
    for (RawClient client : clients) {
      client.close();
    }
    server.close();
  }

  private RawClient connect() throws Exception {
    RawClient client = RawClient.connect(server.port());
    clients.add(client);
    return client;
  }

  private OpenedStream take() throws InterruptedException {
    OpenedStream stream = opened.poll(Eventually.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(stream).as("a stream").isNotNull();
    return stream;
  }

  private static String without(String head, String start) {
    return head.replaceFirst(start + "[^\r]*\r\n", "");
  }

  @Test
  void onePieceIsOneChunkHoweverLarge() throws Exception {
    start();
    RawClient client = connect().send(GET);
    OpenedStream stream = take();
    String large = "x".repeat(300_000);

    stream.write("a").write("").write(large).flush().write("\u00fc").flush().stream().end();

    assertThat(without(client.readHead(), "Date:"))
        .isEqualTo("HTTP/1.1 200 OK\r\nX-Kind: stream\r\nTransfer-Encoding: chunked\r\n\r\n");
    client.expect("2\r\nhi\r\n1\r\na\r\n493e0\r\n" + large + "\r\n2\r\n\u00c3\u00bc\r\n0\r\n\r\n");
    client.send(head("GET", "/one") + "\r\n");
    assertThat(client.readHead()).startsWith("HTTP/1.1 404 ");
  }

  @Test
  void whatIsWrittenGoesOutWhenItIsFlushed() throws Exception {
    start();
    RawClient client = connect().send(GET);
    client.readHead();
    client.expect("2\r\nhi\r\n");
    OpenedStream stream = take();
    RawClient other = connect().send(GET);
    OpenedStream flushed = take();
    other.readHead();
    other.expect("2\r\nhi\r\n");

    stream.write("1").write("2");
    flushed.write("3").flush();

    other.expect("1\r\n3\r\n");
    stream.write("4").flush();
    client.expect("1\r\n1\r\n1\r\n2\r\n1\r\n4\r\n");
  }

  @Test
  void aStreamThatClosesEndsWithItsConnectionAndHasNoFraming() throws Exception {
    start();
    List<String> requests =
        List.of(
            head("GET", "/closing") + "\r\n",
            "GET /stream HTTP/1.0\r\n\r\n",
            "GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    for (String request : requests) {
      RawClient client = connect().send(request + head("GET", "/one") + "\r\n");
      OpenedStream stream = take();

      stream.write("one").flush().write("two").stream().end();

      assertThat(without(client.readHead(), "Date:"))
          .isEqualTo("HTTP/1.1 200 OK\r\nX-Kind: stream\r\nConnection: close\r\n\r\n");
      assertThat(client.readRest()).isEqualTo("hionetwo");
      client.close();
      stream.settle();
      assertThat(stream.timesClosed()).isZero();
    }
  }

  @Test
  void aStreamForAClientThatClosesIsChunkedAllTheSame() throws Exception {
    start();
    RawClient client = connect().send(head("GET", "/stream", "Connection: close") + "\r\n");

    take().write("one").stream().end();

    assertThat(client.readHead())
        .contains("\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n");
    assertThat(client.readRest()).isEqualTo("2\r\nhi\r\n3\r\none\r\n0\r\n\r\n");
  }

  @Test
  void aHeadRequestGetsTheHeadOnly() throws Exception {
    start();
    RawClient client =
        connect().send(head("HEAD", "/stream") + "\r\n" + head("GET", "/one") + "\r\n");

    take().write("one").flush().stream().end();

    assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
    assertThat(client.readHead()).startsWith("HTTP/1.1 404 ");
  }

  @Test
  void whatIsPipelinedBehindAStreamWaitsForItsEnd() throws Exception {
    start();
    RawClient client = connect().send(GET + GET + head("GET", "/one") + "\r\n");
    OpenedStream first = take();
    client.readHead();
    client.expect("2\r\nhi\r\n");
    connect().send(GET);
    OpenedStream other = take();
    assertThat(opened).isEmpty();

    first.stream().end();

    client.expect("0\r\n\r\n");
    client.readHead();
    client.expect("2\r\nhi\r\n");
    take().onLoop(() -> {});
    assertThat(other.timesClosed()).isZero();
  }

  @Test
  void clientThatSendsFarAheadOfItsTurnStillGetsItsStream() throws Exception {
    start();
    RawClient client = connect().send(GET);
    OpenedStream stream = take();

    client.send("x".repeat(70_000));
    stream.write("a").flush();

    client.readHead();
    client.expect("2\r\nhi\r\n1\r\na\r\n");
    assertThat(stream.timesClosed()).isZero();
  }

  @Test
  void callsOfSeveralThreadsAreDoneInOrder() throws Exception {
    start();
    RawClient client = connect().send(head("GET", "/late") + "\r\n");
    OpenedStream stream = take();
    StringBuilder expected = new StringBuilder("2\r\nhi\r\n");
    for (int i = 0; i < 3000; i++) {
      String piece = Integer.toString(i % 10);
      if (i % 3 == 0) {
        stream.onLoop(() -> stream.write(piece));
      } else {
        stream.write(piece);
      }
      expected.append("1\r\n").append(piece).append("\r\n");
    }
    stream.stream().end();

    client.readHead();
    client.expect(expected + "0\r\n\r\n");
  }

  @Test
  void aClientThatDoesNotReadIsToldApartAndGoesOnLater() throws Exception {
    start();
    RawClient client = connect().send(GET);
    OpenedStream stream = take();
    MessageBody piece = MessageBody.utf8("x".repeat(10_000));
    int written = stream.writeWhileWritable(piece);
    assertThat(stream.stream().isWritable()).isFalse();
    int toldBefore = stream.timesWritable();

    client.readHead();
    client.expect("2\r\nhi\r\n");
    for (int i = 0; i < written; i++) {
      client.expect("2710\r\n" + "x".repeat(10_000) + "\r\n");
    }

    Eventually.until("writable again", () -> stream.timesWritable() > toldBefore);
    assertThat(stream.stream().isWritable()).isTrue();
    stream.stream().end();
    client.expect("0\r\n\r\n");
  }

  @Test
  void aClientThatLeavesIsToldOnce() throws Exception {
    start();
    RawClient closes = connect().send(GET);
    OpenedStream closed = take();
    RawClient resets = connect().send(GET);
    OpenedStream reset = take();
    RawClient halfCloses = connect().send(GET);
    OpenedStream halfClosed = take();

    closes.close();
    resets.reset();
    halfCloses.halfClose();

    for (OpenedStream stream : List.of(closed, reset, halfClosed)) {
      stream.awaitClosed();
      stream.write("in vain").flush().stream().end();
      stream.stream().abort();
      stream.settle();
      assertThat(stream.timesClosed()).isEqualTo(1);
      assertThat(stream.stream().isWritable()).isFalse();
    }
  }

  @Test
  void whoHasEndedItHearsNothingMore() throws Exception {
    start();
    RawClient ends = connect().send(GET);
    OpenedStream ended = take();
    RawClient aborts = connect().send(GET);
    OpenedStream aborted = take();

    ended.stream().end();
    aborted.stream().abort();

    ends.readHead();
    ends.expect("2\r\nhi\r\n0\r\n\r\n");
    ends.close();
    aborts.readHead();
    assertThat(aborts.readRest()).isEqualTo("2\r\nhi\r\n");
    RawClient last = connect().send(GET);
    OpenedStream gone = take();
    last.close();
    gone.awaitClosed();
    assertThat(ended.timesClosed()).isZero();
    assertThat(aborted.timesClosed()).isZero();
  }

  @Test
  void aStreamToAClientThatHasLeftIsClosed() throws Exception {
    BlockingQueue<org.pushrelay.transport.Exchange> held = new LinkedBlockingQueue<>();
    server =
        PushNettyServer.builder()
            .eventLoops(1)
            .mount("/stream", exchange -> exchange.whenClientGone(() -> held.add(exchange)))
            .start();
    connect().send(GET).close();
    org.pushrelay.transport.Exchange exchange =
        held.poll(Eventually.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);

    OpenedStream stream = new OpenedStream(exchange, HEAD);

    stream.awaitClosed();
    server.close();
    new OpenedStream(exchange, HEAD).awaitClosed();
  }

  @Test
  void whoTakesNothingIsClosedAndWhoIsGivenNothingIsNot() throws Exception {
    Duration patient = Duration.ofSeconds(60);
    start(new ConnectionLimits(16 * 1024, SHORT, SHORT, SHORT, SHORT));
    RawClient idle = connect().send(GET);
    OpenedStream given = take();
    idle.readHead();
    idle.expect("2\r\nhi\r\n");
    connect().send(GET);
    OpenedStream stuck = take();

    stuck.write("x".repeat(20 << 20)).flush();

    Eventually.within(patient, "closed", () -> stuck.timesClosed() == 1);
    given.write("still here").flush();
    idle.expect("a\r\nstill here\r\n");
    assertThat(given.timesClosed()).isZero();
  }

  @Test
  void whoTakesSomeNowAndThenIsNotClosed() throws Exception {
    start(ConnectionLimits.DEFAULT.withSend(SHORT));
    RawClient client = connect().send(GET);
    OpenedStream stream = take();
    String piece = "x".repeat(1 << 20);
    client.readHead();
    client.expect("2\r\nhi\r\n");
    for (int i = 0; i < 12; i++) {
      stream.write(piece).flush();
    }
    for (int i = 0; i < 12; i++) {
      long pause = System.nanoTime() + SHORT.dividedBy(2).toNanos();
      Eventually.until("some time has passed", () -> System.nanoTime() > pause);
      // and more is added meanwhile
      stream.write("y").flush();
      client.expect("100000\r\n" + piece + "\r\n");
    }

    assertThat(stream.timesClosed()).isZero();
  }

  @Test
  void aServerThatStopsLetsStreamsEnd() throws Exception {
    start();
    RawClient client = connect().send(GET);
    OpenedStream stream = take();
    RawClient idle = connect().send(head("GET", "/one") + "\r\n");
    idle.readHead();

    CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
    assertThat(idle.readRest()).isEmpty();
    stream.write("last").stream().end();

    client.readHead();
    assertThat(client.readRest()).isEqualTo("2\r\nhi\r\n4\r\nlast\r\n0\r\n\r\n");
    client.close();
    closing.join();
    assertThat(stream.timesClosed()).isZero();
  }

  @Test
  void aBodyThatNobodyReadsEndsTheConnectionWithTheStream() throws Exception {
    start();
    RawClient client =
        connect().send(head("GET", "/stream", "Transfer-Encoding: chunked") + "\r\n5\r\nhe");
    OpenedStream stream = take();
    client.send("llo\r\n0\r\n\r\n" + GET);

    stream.write("one").stream().end();

    assertThat(client.readHead()).contains("Connection: close");
    assertThat(client.readRest()).isEqualTo("2\r\nhi\r\n3\r\none\r\n0\r\n\r\n");
    assertThat(opened).isEmpty();
  }

  @Test
  void manyStreamsAreGivenOneBuffer() throws Exception {
    start();
    List<OpenedStream> streams = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      connect().send(GET);
      streams.add(take());
    }
    MessageBody large = MessageBody.wrap(new byte[10 << 20]);
    long before = direct();

    streams.get(0).onLoop(() -> streams.forEach(stream -> stream.stream().write(large)));

    assertThat(direct() - before).isLessThan(40 << 20);
  }

  private static long direct() {
    return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }
}
