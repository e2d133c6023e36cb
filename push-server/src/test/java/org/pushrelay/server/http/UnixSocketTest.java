package org.pushrelay.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pushrelay.server.netty.NettyTransport;
import org.pushrelay.testkit.Eventually;

/** That a relay listens on a Unix domain socket as nginx does. */
@Timeout(60)
class UnixSocketTest {
  @TempDir private Path directory;
  private Path socket;

  @BeforeEach
  void needsEpoll() {
    assumeTrue(Epoll.isAvailable(), "Unix domain sockets need epoll");
    socket = directory.resolve("relay.sock");
  }

  private RelayServer start(String locations) throws IOException {
    return RelayServer.start(
        RelayUnderTest.config(
            "server { listen unix:relay.sock; access_log access.log; " + locations + " }",
            directory),
        NettyTransport::start);
  }

  private String ask(String request) throws IOException {
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      client.write(ByteBuffer.wrap(request.getBytes(ISO_8859_1)));
      return new String(Channels.newInputStream(client).readAllBytes(), ISO_8859_1);
    }
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: relay\r\nConnection: close\r\n\r\n";
  }

  @Test
  void messageGoesFromPublisherToWaitingSubscriber() throws Exception {
    try (RelayServer relay =
            start(
                "location /pub { nchan_publisher; nchan_channel_id a; }"
                    + " location /sub { nchan_subscriber; nchan_channel_id a; }");
        SocketChannel subscriber = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      assertThat(relay.addresses()).containsExactly("unix:" + socket);
      subscriber.write(ByteBuffer.wrap(get("/sub").getBytes(ISO_8859_1)));
      Eventually.until("the subscriber waits", () -> unchecked("/pub").contains("subscribers: 1"));

      String published =
          ask(
              "POST /pub HTTP/1.1\r\n"
                  + "Host: a\r\n"
                  + "Connection: close\r\n"
                  + "Content-Length: 4\r\n\r\n"
                  + "news");

      assertThat(published).startsWith("HTTP/1.1 201 ");
      assertThat(new String(Channels.newInputStream(subscriber).readAllBytes(), ISO_8859_1))
          .endsWith("\r\n\r\nnews");
    }
  }

  private String unchecked(String path) {
    try {
      return ask(get(path));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void clientIsUnixInVariablesRulesAndLogs() throws Exception {
    try (RelayServer relay =
        start(
            "location /who { default_type text/plain;"
                + " return 200 '$remote_addr|$remote_port|$server_addr|$server_port'; }"
                + " location /in { allow unix:; deny all; push_health; }"
                + " location /out { deny unix:; push_health; }"
                + " location /away { return 302 /who; }")) {
      assertThat(ask(get("/who"))).endsWith("\r\n\r\nunix:||unix:" + socket + "|");
      assertThat(ask(get("/in"))).startsWith("HTTP/1.1 200 ");
      assertThat(ask(get("/out"))).startsWith("HTTP/1.1 403 ");
      assertThat(ask(get("/away"))).contains("\r\nLocation: http://relay/who\r\n");
      relay.close();
    }
    assertThat(Files.readString(directory.resolve("access.log"))).startsWith("unix: - - [");
  }

  @Test
  void allUsersMayConnectAndTheFileGoesWithTheServer() throws Exception {
    try (RelayServer relay = start("return 204;")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
          .isEqualTo("rw-rw-rw-");
      relay.close();
    }
    assertThat(socket).doesNotExist();
  }

  @Test
  void socketThatAProcessLeftIsReplaced() throws Exception {
    ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    left.bind(UnixDomainSocketAddress.of(socket));
    left.close();
    assertThat(socket).exists();

    try (RelayServer relay = start("return 204;")) {
      assertThat(relay.addresses()).hasSize(1);
      assertThat(ask(get("/"))).startsWith("HTTP/1.1 204 ");
    }
  }

  @Test
  void socketInUseIsRefusedAndLeftAlone() throws Exception {
    try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(UnixDomainSocketAddress.of(socket));

      assertThatIOException()
          .isThrownBy(() -> start("return 204;"))
          .withMessage("cannot listen on unix:" + socket + ": Address already in use");
      assertThat(socket).exists();
    }
  }

  @Test
  void fileThatIsNoSocketIsRefusedAndLeftAlone() throws Exception {
    Files.writeString(socket, "precious");

    assertThatIOException()
        .isThrownBy(() -> start("return 204;"))
        .withMessage("cannot listen on unix:" + socket + ": the file exists and is not a socket");
    assertThat(socket).hasContent("precious");
  }

  @Test
  void reloadLeavesTheOldSocketAndTakesTheNewOne() throws Exception {
    try (RelayServer relay = start("return 204;")) {
      relay.reload(
          RelayUnderTest.config("server { listen unix:other.sock; return 204; }", directory));
      assertThat(socket).doesNotExist();

      socket = directory.resolve("other.sock");
      assertThat(ask(get("/"))).startsWith("HTTP/1.1 204 ");
    }
  }

  @Test
  void reloadWithOtherOptionsKeepsTheSocketReachable() throws Exception {
    try (RelayServer relay = start("return 204;")) {
      relay.reload(
          RelayUnderTest.config(
              "server { listen unix:relay.sock backlog=7; return 202; }", directory));

      assertThat(ask(get("/"))).startsWith("HTTP/1.1 202 ");
    }
    assertThat(socket).doesNotExist();
  }
}
