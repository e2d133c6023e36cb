package org.pushrelay.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.pushrelay.testkit.HttpConnection.head;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.pushrelay.message.MessageBody;
import org.pushrelay.testkit.Eventually;
import org.pushrelay.testkit.HttpConnection;
import org.pushrelay.testkit.SelfSigned;

/** A server that is closed ends what it serves, soon, and leaves nothing behind. */
class ServerCloseIT {
  /** Three seconds for requests, and a little for the rest. */
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private static Duration timeOf(Runnable action) {
    long start = System.nanoTime();
    action.run();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static List<String> loopThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("push-loop"))
        .toList();
  }

  @Test
  void idleConnectionsEndAtOnce() throws Exception {
    try (NettyRelay relay = NettyRelay.start(PushNettyServer.builder())) {
      List<HttpConnection> clients = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        HttpConnection client = relay.connect();
        assertThat(client.get("/pub?id=a").receive().status()).isEqualTo(404);
        clients.add(client);
        clients.add(relay.connect());
        clients.add(relay.connect().send("GET / HTTP/1.1\r\nHo"));
      }

      assertThat(timeOf(relay.server()::close)).isLessThan(Duration.ofSeconds(2));

      clients.forEach(HttpConnection::expectClosed);
    }
  }

  @Test
  void heldRequestsEndAfterTheTimeThatTheyAreGiven() throws Exception {
    try (NettyRelay relay = NettyRelay.start(PushNettyServer.builder())) {
      HttpConnection held = relay.hold("a");
      HttpConnection slow =
          relay.connect().send(head("POST", "/pub?id=b", "Content-Length: 5") + "\r\nhe");
      try (Http2Client http2 = Http2Client.connect(relay.server().port())) {
        http2.request("GET", "/sub?id=a");
        relay.awaitHeld("a", 2);

        assertThat(timeOf(relay.server()::close)).isLessThan(LIMIT);

        held.expectClosed();
        slow.receiveOrClosed();
        http2.awaitClosed();
        relay.awaitHeld("a", 0);
      }
    }
  }

  @Test
  void heldRequestsThatAreAnsweredMeanwhileEndWithTheirAnswer() throws Exception {
    try (NettyRelay relay = NettyRelay.start(PushNettyServer.builder())) {
      HttpConnection held = relay.hold("a");
      HttpConnection idle = relay.connect();
      assertThat(idle.get("/pub?id=none").receive().status()).isEqualTo(404);

      CompletableFuture<Duration> closing =
          CompletableFuture.supplyAsync(() -> timeOf(relay.server()::close));
      idle.expectClosed();
      relay.publish("a", "last");

      assertThat(held.receive().text()).isEqualTo("last");
      held.expectClosed();
      held.close();
      assertThat(closing.join()).isLessThan(Duration.ofSeconds(2));
    }
  }

  @Test
  void anAnswerThatIsOnItsWayArrivesWhole() throws Exception {
    try (NettyRelay relay = NettyRelay.start(PushNettyServer.builder())) {
      MessageBody large = MessageBody.wrap(new byte[1 << 20]);
      relay.publish("a", large);
      HttpConnection client = relay.connect();
      int responses = 8;
      for (int i = 0; i < responses; i++) {
        client.get("/sub?id=a");
      }
      HttpConnection idle = relay.connect();
      assertThat(idle.get("/pub?id=none").receive().status()).isEqualTo(404);

      CompletableFuture<Duration> closing =
          CompletableFuture.supplyAsync(() -> timeOf(relay.server()::close));
      idle.expectClosed();
      // what was asked for before is answered, as far as it has been begun
      assertThat(client.receive().body()).isEqualTo(large);
      client.close();

      assertThat(closing.join()).isLessThan(LIMIT);
    }
  }

  @Test
  void clientsThatHaveLeftAreNotWaitedFor() throws Exception {
    try (NettyRelay relay = NettyRelay.start(PushNettyServer.builder())) {
      List<HttpConnection> held = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        relay.connect().send(head("POST", "/pub?id=a", "Content-Length: 9") + "\r\nhalf").close();
        held.add(relay.hold("b"));
      }
      held.forEach(HttpConnection::reset);
      relay.awaitHeld("b", 0);

      assertThat(timeOf(relay.server()::close)).isLessThan(Duration.ofSeconds(2));
    }
  }

  @Test
  void noThreadIsLeft() throws Exception {
    NettyRelay relay = NettyRelay.start(PushNettyServer.builder().eventLoops(3));
    relay.hold("a");
    relay.close();

    Eventually.until("no thread", () -> loopThreads().isEmpty());
  }

  @Test
  void itMayBeClosedTwice() throws Exception {
    try (NettyRelay relay = NettyRelay.start(PushNettyServer.builder())) {
      relay.server().close();
      relay.server().close();
      relay.server().join();
    }
  }

  @Test
  void sharedLoopsServeTheNextServerWhenOneIsClosed() throws Exception {
    try (EventLoops loops = EventLoops.create(2, EventLoops.Io.BEST);
        NettyRelay staying = NettyRelay.start(PushNettyServer.builder().eventLoops(loops))) {
      HttpConnection held = staying.hold("a");
      try (NettyRelay closing = NettyRelay.start(PushNettyServer.builder().eventLoops(loops))) {
        HttpConnection heldToo = closing.hold("a");
        HttpConnection silent = closing.connect();

        closing.server().close();

        heldToo.expectClosed();
        silent.expectClosed();
      }
      try (NettyRelay next = NettyRelay.start(PushNettyServer.builder().eventLoops(loops))) {
        assertThat(next.connect().get("/pub?id=none").receive().status()).isEqualTo(404);
      }
      staying.publish("a", "still here");
      assertThat(held.receive().text()).isEqualTo("still here");
    }
  }

  @Test
  void aHandshakeThatHasBegunDoesNotOutliveTheServerOnSharedLoops() throws Exception {
    try (EventLoops loops = EventLoops.create(2, EventLoops.Io.BEST);
        NettyRelay relay =
            NettyRelay.start(
                PushNettyServer.builder()
                    .eventLoops(loops)
                    .tls(TlsIT.netty(SelfSigned.of("127.0.0.1").context())))) {
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), relay.server().port())) {
        client.setSoTimeout((int) Eventually.DEADLINE.toMillis());

        relay.server().close();

        TlsIT.expectEnd(client);
      }
    }
  }

  @Test
  void aUsedPortIsAnErrorThatSaysWhichAndWhy() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      assertThatThrownBy(
              () ->
                  PushNettyServer.builder().bind(new InetSocketAddress("127.0.0.1", port)).start())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("127.0.0.1:" + port)
          .hasMessageContaining("in use");

      Eventually.until("no thread", () -> loopThreads().isEmpty());
    }
  }

  @Test
  void anUnknownHostIsAnErrorThatSaysSo() {
    InetSocketAddress unknown = InetSocketAddress.createUnresolved("no.such.host.invalid", 8080);

    assertThatThrownBy(() -> PushNettyServer.builder().bind(unknown).start())
        .isInstanceOf(IOException.class)
        .hasMessage("cannot listen on no.such.host.invalid:8080: unknown host");
  }
}
