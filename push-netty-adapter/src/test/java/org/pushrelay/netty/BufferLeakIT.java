package org.pushrelay.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.pushrelay.testkit.HttpConnection.head;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.message.MessageBody;
import org.pushrelay.testkit.Eventually;
import org.pushrelay.testkit.HttpConnection;

/** A busy mix of what clients do, with Netty watching each single buffer. */
class BufferLeakIT {
  private static final ConnectionLimits SHORT =
      new ConnectionLimits(
          4096,
          Duration.ofMillis(300),
          Duration.ofMillis(300),
          Duration.ofMillis(300),
          Duration.ofMillis(300));

  /** Where the detector's log goes. */
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  private final PrintStream consoleBefore = System.out;
  private final ResourceLeakDetector.Level levelBefore = ResourceLeakDetector.getLevel();

  @BeforeEach
  void watch() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    System.setOut(new PrintStream(log, true, UTF_8));
  }

  @AfterEach
  void watchNoMore() {
    System.setOut(consoleBefore);
    ResourceLeakDetector.setLevel(levelBefore);
  }

  private String leaks() {
    String text = log.toString(UTF_8);
    int leak = text.indexOf("LEAK");
    return leak < 0 ? "" : text.substring(leak);
  }

  /** Leaks are noticed when what was leaked has been collected and another buffer is made. */
  private static void collect() {
    for (int i = 0; i < 5; i++) {
      System.gc();
      List<Object> some = new ArrayList<>();
      for (int j = 0; j < 200; j++) {
        ByteBufAllocator.DEFAULT.directBuffer(16).release();
        some.add(new byte[1024]);
      }
      assertThat(some).isNotEmpty();
    }
  }

  private void expectReport() {
    Eventually.until(
        "a report",
        () -> {
          collect();
          return !leaks().isEmpty();
        });
  }

  @Test
  void aBufferThatIsForgottenWouldBeReported() {
    ByteBufAllocator.DEFAULT.directBuffer(100).writeByte(1);

    expectReport();
  }

  @Test
  void noBufferIsForgotten() throws Exception {
    try (NettyRelay relay = NettyRelay.start(PushNettyServer.builder().limits(SHORT))) {
      for (int round = 0; round < 5; round++) {
        plainAndDecoded(relay);
        departures(relay);
        refusals(relay);
        http2(relay);
        streams(relay);
      }
      slowClients(relay);
    }
    collect();

    assertThat(leaks()).isEmpty();
  }

  private static void plainAndDecoded(NettyRelay relay) {
    HttpConnection held = relay.hold("a");
    held.send(head("POST", "/pub?id=b", "Content-Length: 5") + "\r\nhello");
    held.send(head("POST", "/pub?id=b", "Transfer-Encoding: chunked") + "\r\n2\r\nhi\r\n0\r\n\r\n");
    held.send(head("HEAD", "/pub?id=b") + "\r\n");
    HttpConnection old = relay.connect().send("GET /sub?id=a HTTP/1.0\r\n\r\n");
    relay.awaitHeld("a", 2);
    relay.publish("a", MessageBody.wrap(new byte[200_000]));
    assertThat(held.receive().status()).isEqualTo(200);
    assertThat(held.receive().status()).isEqualTo(202);
    assertThat(held.receive().status()).isEqualTo(202);
    assertThat(held.receiveHead().status()).isEqualTo(200);
    assertThat(old.receive().status()).isEqualTo(200);
    relay.engine().channel("a").delete().join();
  }

  private static void departures(NettyRelay relay) {
    HttpConnection leaving = relay.hold("a");
    leaving.send(head("POST", "/pub?id=b", "Content-Length: 5") + "\r\nhel");
    HttpConnection greedy = relay.hold("a");
    greedy.sendIfOpen("x".repeat(70_000));
    greedy.reset();
    relay.connect().send("GET /half").reset();
    relay.connect().send(head("POST", "/pub?id=b", "Content-Length: 9") + "\r\nhalf").reset();
    relay
        .connect()
        .send(head("POST", "/pub?id=b", "Transfer-Encoding: chunked") + "\r\n5\r\nha")
        .reset();
    leaving.reset();
    relay.awaitHeld("a", 0);
    relay.publish("c", MessageBody.wrap(new byte[1 << 20]));
    HttpConnection lazy = relay.connect();
    for (int i = 0; i < 20; i++) {
      lazy.get("/sub?id=c");
    }
    relay.connect().get("/pub?id=none").receive();
    lazy.reset();
  }

  private static void refusals(NettyRelay relay) {
    relay.connect().send("garbage\r\n\r\nand more").receive();
    relay.connect().get("/" + "x".repeat(5000)).receive();
    relay.connect().get("/", "X: " + "x".repeat(5000)).receive();
    relay.connect().send(head("POST", "/pub?id=b", "Content-Length: 9999999") + "\r\n").receive();
    relay
        .connect()
        .send(head("POST", "/pub?id=b", "Transfer-Encoding: chunked") + "\r\nzz\r\n")
        .receiveOrClosed();
  }

  private static void http2(NettyRelay relay) {
    try (Http2Client client = Http2Client.connect(relay.server().port())) {
      Http2Client.Stream held = client.request("GET", "/sub?id=a");
      Http2Client.Stream leaving = client.request("GET", "/sub?id=a");
      client.begin("POST", "/pub?id=b").send("half", false).leave();
      client.begin("POST", "/pub?id=b").send("whole", true).await();
      client.request("GET", "/sub?id=c").leave();
      relay.awaitHeld("a", 2);
      leaving.leave();
      relay.awaitHeld("a", 1);
      relay.publish("a", MessageBody.wrap(new byte[200_000]));
      held.await();
    }
    relay.engine().channel("a").delete().join();
  }

  private static void streams(NettyRelay relay) {
    HttpConnection leaving = relay.connect().get("/sub?id=s", "Accept: text/event-stream");
    HttpConnection lazy = relay.connect().get("/sub?id=s", "TE: chunked", "Connection: TE");
    relay
        .connect()
        .send("GET /sub?id=s HTTP/1.0\nAccept: text/event-stream\n\n")
        .send("what nobody reads");
    try (Http2Client client = Http2Client.connect(relay.server().port(), 1000)) {
      Http2Client.Stream stuck = client.requestUnread("/sub?id=s", "accept", "text/event-stream");
      Http2Client.Stream reading =
          client.request("GET", "/sub?id=s", "accept", "text/event-stream");
      relay.awaitHeld("s", 5);
      relay.publish("s", "small");
      relay.publish("s", MessageBody.wrap(new byte[200_000]));
      Eventually.until("the second message", () -> reading.body().length > 200_000);
      leaving.reset();
      reading.leave();
      stuck.leave();
    }
    lazy.sendIfOpen("x".repeat(70_000));
    relay.engine().channel("s").delete().join();
    relay.awaitHeld("s", 0);
  }

  private static void slowClients(NettyRelay relay) {
    HttpConnection head = relay.connect().send("GET / HTTP/1.1\r\nX: ");
    HttpConnection body =
        relay.connect().send(head("POST", "/pub?id=b", "Content-Length: 9") + "\r\nhalf");
    HttpConnection silent = relay.connect();
    head.receive();
    body.receiveOrClosed();
    silent.expectClosed();
  }
}
