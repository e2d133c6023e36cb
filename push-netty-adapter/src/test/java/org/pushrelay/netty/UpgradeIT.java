package org.pushrelay.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.pushrelay.testkit.HttpConnection.head;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.message.MessageBody;
import org.pushrelay.testkit.Eventually;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.Upgrade;
import org.pushrelay.transport.UpgradeListener;

/** Connections that leave HTTP: they carry what is sent, both ways, as it is. */
class UpgradeIT {
  private static final List<Header> ECHO = List.of(new Header("Upgrade", "x-Echo"));
  private static final String GET =
      head("GET", "/echo", "Connection: Upgrade", "Upgrade: x-echo") + "\r\n";

  private final BlockingQueue<Echo> begun = new LinkedBlockingQueue<>();
  private final Queue<Exchange> held = new ConcurrentLinkedQueue<>();
  private final List<RawClient> clients = new ArrayList<>();
  private PushNettyServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        PushNettyServer.builder()
            .eventLoops(1)
            .mount("/echo", this::upgradeIfPossible)
            .mount("/held", held::add)
            .start();
  }

  private void upgradeIfPossible(Exchange exchange) {
    if (exchange.canUpgrade()) {
      begun.add(new Echo(exchange));
      return;
    }
    assertThatThrownBy(() -> exchange.upgrade(ECHO, new Echo()))
        .isInstanceOf(IllegalStateException.class);
    exchange.respond(PushResponse.of(403).closing());
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

  private Echo take() throws InterruptedException {
    Echo echo = begun.poll(Eventually.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(echo).as("an upgrade").isNotNull();
    return echo;
  }

  @Test
  void theAnswerSaysWhatTheConnectionSpeaksFromNowOn() throws Exception {
    RawClient client = connect().send(GET);

    assertThat(client.readHead().replaceFirst("Date:[^\r]*\r\n", ""))
        .isEqualTo(
            "HTTP/1.1 101 Switching Protocols\r\n"
                + "Upgrade: x-Echo\r\nConnection: upgrade\r\n\r\n");
  }

  @Test
  void whatComesRightBehindTheHeadIsNotLost() throws Exception {
    RawClient client = connect().send(GET + "one");
    client.readHead();
    client.expect("one");

    client.send(GET);

    client.expect(GET);
    assertThat(begun).hasSize(1);
  }

  @Test
  void aRequestThatWasHeldUpgradesLater() throws Exception {
    RawClient client =
        connect().send(GET.replace("/echo", "/held") + "sent before it was answered");
    Eventually.until("held", () -> !held.isEmpty());

    Exchange exchange = held.remove();
    exchange.loop().execute(1, () -> begun.add(new Echo(exchange)));

    client.readHead();
    client.expect("sent before it was answered");
  }

  @Test
  void muchIsCarriedBothWays() throws Exception {
    RawClient client = connect().send(GET);
    client.readHead();
    String piece = "0123456789".repeat(5000);
    for (int i = 0; i < 40; i++) {
      client.send(piece);
      client.expect(piece);
    }
  }

  @Test
  void whatIsNotReadStaysWithTheClient() throws Exception {
    RawClient client = connect().send(GET);
    client.readHead();
    Echo echo = take();
    echo.upgrade.setReading(false);
    client.send("a");
    echo.write("the server's");
    client.expect("the server's");
    int before = echo.bytes.get();
    String large = "x".repeat(100_000);

    client.send(large);
    echo.write("and again");

    client.expect(before == 0 ? "and again" : "aand again");
    assertThat(echo.bytes.get()).isEqualTo(before);
    echo.upgrade.setReading(true);
    client.expect((before == 0 ? "a" : "") + large);
  }

  @Test
  void theEndComesBehindAllThatWasWritten() throws Exception {
    RawClient client = connect().send(GET);
    client.readHead();
    Echo echo = take();
    echo.upgrade.setReading(false);
    client.send("never read");
    String large = "x".repeat(5 << 20);

    echo.upgrade.write(MessageBody.utf8(large));
    echo.upgrade.end();

    assertThat(client.readRest()).endsWith(large);
    client.close();
    assertThat(echo.closed.get()).isZero();
  }

  @Test
  void aClientThatLeavesIsToldOnce() throws Exception {
    RawClient closes = connect().send(GET);
    Echo closed = take();
    RawClient halfCloses = connect().send(GET);
    Echo halfClosed = take();
    RawClient resets = connect().send(GET);
    Echo reset = take();
    closes.readHead();

    closes.close();
    halfCloses.halfClose();
    resets.reset();

    for (Echo echo : List.of(closed, halfClosed, reset)) {
      Eventually.until("closed", () -> echo.closed.get() > 0);
      echo.upgrade.setReading(true);
      echo.write("in vain");
      echo.upgrade.end();
      assertThat(echo.closed.get()).isEqualTo(1);
    }
  }

  @Test
  void anAbortEndsIt() throws Exception {
    RawClient client = connect().send(GET);
    client.readHead();
    Echo echo = take();

    echo.upgrade.abort();

    assertThat(client.readRest()).isEmpty();
    assertThat(echo.closed.get()).isZero();
  }

  @Test
  void requestsThatCannotLeaveHttpDoNot() throws Exception {
    List<String> requests =
        List.of(
            head("POST", "/echo", "Content-Length: 1") + "\r\nx",
            head("GET", "/echo", "Transfer-Encoding: chunked") + "\r\n0\r\n\r\n",
            head("HEAD", "/echo") + "\r\n",
            "GET /echo HTTP/1.0\r\n\r\n");
    for (String request : requests) {
      assertThat(connect().send(request).readHead()).as(request).startsWith("HTTP/1.1 403 ");
    }
    try (Http2Client http2 = Http2Client.connect(server.port())) {
      assertThat(http2.request("GET", "/echo").await().status()).isEqualTo(403);
    }
    assertThat(begun).isEmpty();
  }

  /** Sends back what comes. */
  private static final class Echo implements UpgradeListener {
    private final AtomicInteger bytes = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final Upgrade upgrade;

    Echo(Exchange exchange) {
      upgrade = exchange.upgrade(ECHO, this);
    }

    Echo() {
      upgrade = null;
    }

    void write(String text) {
      upgrade.write(MessageBody.utf8(text));
      upgrade.flush();
    }

    @Override
    public void onBytes(ByteBuffer more) {
      bytes.addAndGet(more.remaining());
      write(ISO_8859_1.decode(more).toString());
    }

    @Override
    public void onWritable() {}

    @Override
    public void onClosed() {
      closed.incrementAndGet();
    }
  }
}
