package org.pushrelay.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of responses of an application that are unusual, and what the calls look like. */
@Timeout(60)
class ApplicationResponsesTest {
  private static final BlockingQueue<String> CALLS = new LinkedBlockingQueue<>();
  private static ServerSocket application;
  private static RelayUnderTest relay;

  @BeforeAll
  static void start() throws IOException {
    application = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread serving = new Thread(ApplicationResponsesTest::serve, "application");
    serving.setDaemon(true);
    serving.start();
    relay =
        RelayUnderTest.of(
            """
            server {
              listen 127.0.0.1:0;
              location ~ ^/app/(\\d+)$ { proxy_pass http://127.0.0.1:PORT/$1; }
              location ~ ^/poll/(\\d+)$ {
                nchan_subscriber;
                nchan_channel_id news;
                nchan_authorize_request /app/$1;
              }
              location ~ ^/publish/(\\d+)$ {
                nchan_publisher;
                nchan_channel_id news;
                nchan_authorize_request /app/$1;
              }
              location ~ ^/filtered/(\\d+)$ {
                nchan_publisher;
                nchan_channel_id news;
                nchan_publisher_upstream_request /app/$1;
              }
              location /made {
                proxy_pass http://127.0.0.1:PORT/200;
                proxy_method PATCH;
                proxy_set_body "id=$arg_id";
              }
              location = /told {
                nchan_subscriber;
                nchan_channel_id news;
                nchan_authorize_request /made?id=$nchan_channel_id;
              }
            }
            """
                .replace("PORT", Integer.toString(application.getLocalPort())));
  }

  @AfterAll
  static void stop() throws IOException {
    relay.close();
    application.close();
  }

  /** Answers each call with the status that it asks for, and closes the connection. */
  private static void serve() {
    while (!application.isClosed()) {
      try (Socket client = application.accept()) {
        String call = read(client.getInputStream());
        CALLS.add(call);
        String status = call.split(" ", -1)[1].substring(1).replaceAll("\\D.*", "");
        String response =
            "HTTP/1.1 "
                + status
                + " Whatever\r\ncontent-type: text/plain\r\nx-bANANA-split: yes\r\n"
                + "www-authenticate: Bearer\r\netag: \"a\"\r\n"
                + "Content-Length: 2\r\nConnection: close\r\n\r\nno";
        client.getOutputStream().write(response.getBytes(ISO_8859_1));
      } catch (IOException e) {
        // the client, or the test, has ended
      }
    }
  }

  private static String read(InputStream in) throws IOException {
    StringBuilder call = new StringBuilder();
    while (true) {
      int end = call.indexOf("\r\n\r\n");
      if (end >= 0) {
        String announced = call.toString().replaceAll("(?is).*\r\ncontent-length: (\\d+).*", "$1");
        int length = announced.matches("\\d+") ? Integer.parseInt(announced) : 0;
        if (call.length() >= end + 4 + length) {
          return call.toString();
        }
      }
      int b = in.read();
      if (b < 0) {
        return call.toString();
      }
      call.append((char) b);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {600, 700, 999})
  void statusThatIsNoneOfHttpIsBadGatewayForClientsAndHooks(int status) {
    assertThat(relay.get("/app/" + status).statusCode()).isEqualTo(502);
    assertThat(relay.post("/app/" + status, "body").statusCode()).isEqualTo(502);
    assertThat(relay.get("/poll/" + status).statusCode()).isEqualTo(502);
    assertThat(relay.post("/publish/" + status, "body").statusCode()).isEqualTo(502);
    // as any response of a filter that has no meaning
    assertThat(relay.post("/filtered/" + status, "body").statusCode()).isEqualTo(403);
  }

  @Test
  void fieldNamesOfTheApplicationReachTheClientAsTheyAreUsuallyWritten() throws IOException {
    for (String path : new String[] {"/app/403", "/poll/403"}) {
      try (Socket socket = new Socket(relay.base().getHost(), relay.base().getPort())) {
        String request = "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        String response = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);

        assertThat(response)
            .contains(
                "\r\nContent-Type: text/plain\r\n",
                "\r\nX-Banana-Split: yes\r\n",
                "\r\nWWW-Authenticate: Bearer\r\n",
                "\r\nETag: \"a\"\r\n");
      }
    }
  }

  @Test
  void refusalOfAPollSaysThatItVariesAndThatOfAStreamDoesNot() {
    HttpResponse<String> poll = relay.get("/poll/403");
    HttpResponse<String> stream = relay.get("/poll/403", "Accept", "text/event-stream");

    assertThat(poll.headers().allValues("Vary"))
        .containsExactly("If-None-Match, If-Modified-Since");
    assertThat(stream.headers().allValues("Vary")).isEmpty();
  }

  @Test
  void callOfAHookNamesNoUserAgentButTheClients() throws Exception {
    CALLS.clear();
    try (Socket socket = new Socket(relay.base().getHost(), relay.base().getPort())) {
      String request = "GET /poll/403 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.getInputStream().readAllBytes();
    }
    relay.get("/poll/403", "User-Agent", "a-client/1.0");

    assertThat(CALLS.take()).containsIgnoringCase("user-agent: \r\n").doesNotContain("Java");
    assertThat(CALLS.take()).containsIgnoringCase("user-agent: a-client/1.0\r\n");
  }

  @Test
  void methodAndBodyOfACallAreThoseOfTheConfiguration() throws Exception {
    CALLS.clear();
    relay.post("/made?id=7", "what the client sent");
    CompletableFuture<?> held = relay.hold("/told");

    assertThat(CALLS.take()).startsWith("PATCH /200?id=7 HTTP/1.1\r\n").endsWith("\r\n\r\nid=7");
    assertThat(CALLS.take())
        .startsWith("PATCH /200?id=news HTTP/1.1\r\n")
        .endsWith("\r\n\r\nid=news");
    held.cancel(true);
  }
}
