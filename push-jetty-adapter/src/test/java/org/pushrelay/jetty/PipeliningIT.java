package org.pushrelay.jetty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.testkit.Eventually;
import org.pushrelay.testkit.RecordingSubscriber;

/** What a client sends behind a held request is served in order, or ends the connection. */
class PipeliningIT {
  private final PushEngine engine = PushEngine.create();
  private RunningJetty jetty;
  private Socket client;

  ServerConnector connector(Server server, ConnectionFactory... protocols) {
    return new PushConnector(server, protocols);
  }

  @BeforeEach
  void start() throws Exception {
    jetty =
        RunningJetty.start(
            this::connector,
            Map.of("/pub", engine.publisher(), "/sub", engine.subscriber()),
            Optional.empty(),
            new HttpConnectionFactory());
    client = new Socket(InetAddress.getLoopbackAddress(), jetty.port());
    client.setSoTimeout(10_000);
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    engine.close();
    jetty.close();
  }

  private void send(String text) throws IOException {
    client.getOutputStream().write(text.getBytes(ISO_8859_1));
    client.getOutputStream().flush();
  }

  private static String head(String method, String target, int length) {
    return method
        + " "
        + target
        + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
        + length
        + "\r\n\r\n";
  }

  private int subscribers(String channel) {
    return engine.channel(channel).info().join().map(ChannelInfo::subscribers).orElse(0);
  }

  private Optional<String> oldest(String channel) {
    RecordingSubscriber subscriber = new RecordingSubscriber();
    engine
        .channel(channel)
        .subscribe(
            Cursor.oldest(), SubscribePolicy.builder().timeout(Duration.ZERO).build(), subscriber);
    return subscriber.text();
  }

  private String readToEnd() throws IOException {
    return readUntil(read -> false);
  }

  /** Reads until the server ends the connection, or has said enough. */
  private String readUntil(Predicate<String> enough) throws IOException {
    StringBuilder read = new StringBuilder();
    byte[] piece = new byte[4096];
    try {
      while (!enough.test(read.toString())) {
        int length = client.getInputStream().read(piece);
        if (length < 0) {
          break;
        }
        read.append(new String(piece, 0, length, ISO_8859_1));
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("there is no end, and not enough: " + read, e);
    } catch (IOException e) {
      // reset: that is an end, too
      return read.toString();
    }
    return read.toString();
  }

  @Test
  void aFewRequestsBehindAHeldOneAreServedInOrder() throws IOException {
    send(head("GET", "/sub?id=a", 0));
    Eventually.until("held", () -> subscribers("a") == 1);
    for (int i = 0; i < 5; i++) {
      send(head("POST", "/pub?id=b", 2) + "m" + i);
    }

    engine.channel("a").publish(MessageDraft.text("now"));

    String responses = readUntil(read -> read.contains("queued messages: 5"));
    assertThat(responses).startsWith("HTTP/1.1 200 ").contains("now", "queued messages: 1");
    assertThat(responses.indexOf("now")).isLessThan(responses.indexOf("queued messages: 1"));
  }

  @Test
  void noByteOfAMessageBehindAHeldRequestBelongsToAnother() throws IOException {
    String body = "S".repeat(9000);
    String post = head("POST", "/pub?id=out", body.length()) + body;
    // as much as the server's buffer takes comes with the held request, and the rest later
    send(head("GET", "/sub?id=a", 0) + post.substring(0, 8000));
    Eventually.until("held", () -> subscribers("a") == 1);
    send(post.substring(8000));
    send(head("POST", "/pub?id=secret", 2000) + "X".repeat(2000));

    engine.channel("a").publish(MessageDraft.text("now"));

    readUntil(read -> read.split("HTTP/1.1 202").length == 3);
    assertThat(oldest("out").orElse(body)).isEqualTo(body);
    assertThat(oldest("secret").orElse("X".repeat(2000))).isEqualTo("X".repeat(2000));
  }

  @Test
  void whoPipelinesMoreThanIsReadAheadIsNoGhost() throws IOException {
    send(head("GET", "/sub?id=a", 0));
    Eventually.until("held", () -> subscribers("a") == 1);

    send(head("POST", "/pub?id=b", 50_000) + "S".repeat(50_000));

    Eventually.until("forgotten", () -> subscribers("a") == 0);
    assertThat(readToEnd()).isEmpty();
    assertThat(oldest("b")).isEmpty();
  }
}
