package org.pushrelay.jetty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.testkit.Eventually;

/** What a connector that is set up for held requests does beside an application's own handlers. */
class PushConnectorIT {
  private static final int SUBSCRIBERS = 20;

  private final PushEngine engine = PushEngine.create();
  private final HttpConfiguration http = new HttpConfiguration();
  private final Server server = new Server();
  private final PushConnector connector =
      new PushConnector(server, 1, 1, new HttpConnectionFactory(http));
  private final CountDownLatch blocked = new CountDownLatch(SUBSCRIBERS);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final List<Socket> clients = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(
        new Handler.Sequence(new PushHandler().mount("/sub", engine.subscriber()), new Blocks()));
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    goOn.countDown();
    for (Socket client : clients) {
      client.close();
    }
    engine.close();
    server.stop();
  }

  /** An application's handler that waits for something. */
  private final class Blocks extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      blocked.countDown();
      goOn.await();
      Response.writeError(request, response, callback, 404);
      return true;
    }
  }

  private Socket subscriber() throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
    client.setSoTimeout(10_000);
    clients.add(client);
    send(client, "/sub?id=a");
    return client;
  }

  private static void send(Socket client, String target) throws IOException {
    String request = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    client.getOutputStream().write(request.getBytes(ISO_8859_1));
  }

  private static List<String> head(Socket client) throws IOException {
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
    List<String> lines = new ArrayList<>();
    for (String line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
      lines.add(line);
    }
    return lines;
  }

  private void awaitHeld() {
    Eventually.until(
        "held",
        () ->
            engine.channel("a").info().join().map(ChannelInfo::subscribers).orElse(0)
                == SUBSCRIBERS);
  }

  @Test
  void noCacheOfHeaderLinesIsKeptForEachClient() {
    assertThat(http.getHeaderCacheSize()).isZero();
  }

  @Test
  void aBlockingHandlerBehindAHeldRequestHoldsUpNobody() throws Exception {
    for (int i = 0; i < SUBSCRIBERS; i++) {
      send(subscriber(), "/blocks");
    }
    awaitHeld();

    engine.channel("a").publish(MessageDraft.text("now"));

    for (Socket client : clients) {
      assertThat(head(client)).first().isEqualTo("HTTP/1.1 200 OK");
    }
    blocked.await();
  }

  @Test
  void allOfABroadcastGetTheSameHeaders() throws Exception {
    for (int i = 0; i < SUBSCRIBERS; i++) {
      subscriber();
    }
    awaitHeld();

    engine.channel("a").publish(MessageDraft.text("now"));

    List<String> first = withoutDate(head(clients.get(0)));
    assertThat(first).contains("Content-Length: 3").anyMatch(line -> line.startsWith("Etag: "));
    for (Socket client : clients.subList(1, SUBSCRIBERS)) {
      assertThat(withoutDate(head(client))).isEqualTo(first);
    }
  }

  private static List<String> withoutDate(List<String> head) {
    return head.stream().filter(line -> !line.startsWith("Date: ")).toList();
  }
}
