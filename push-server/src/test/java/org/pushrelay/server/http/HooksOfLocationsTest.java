package org.pushrelay.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.pushrelay.server.http.RelayUnderTest.refusal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That an application behind locations has its say, as Nchan's users configure it. */
@Timeout(60)
class HooksOfLocationsTest {
  private static HttpServer application;
  private static ExecutorService threads;
  private static RelayUnderTest relay;
  private static final BlockingQueue<String> NOTICES = new LinkedBlockingQueue<>();
  private static final BlockingQueue<HttpExchange> CALLS = new LinkedBlockingQueue<>();

  /** What is slow waits for it. */
  private static final CountDownLatch GOES_ON = new CountDownLatch(1);

  @BeforeAll
  static void start() throws Exception {
    application = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    threads = Executors.newCachedThreadPool();
    application.setExecutor(threads);
    application.createContext("/", HooksOfLocationsTest::answer);
    application.start();
    String text =
        """
        upstream app { server 127.0.0.1:1; server 127.0.0.1:PORT; keepalive 8; }
        upstream gone { server 127.0.0.1:1; }
        server {
          listen 127.0.0.1:0;

          location = /auth {
            internal;
            proxy_pass http://app/check;
            proxy_pass_request_body off;
            proxy_set_header Content-Length "";
            proxy_set_header X-Subscriber-Type $nchan_subscriber_type;
            proxy_set_header X-Publisher-Type $nchan_publisher_type;
            proxy_set_header X-Prev-Message-Id $nchan_prev_message_id;
            proxy_set_header X-Channel-Id $nchan_channel_id;
            proxy_set_header X-Original-URI $request_uri;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_set_header Host $host;
          }
          location ~ ^/upstream/(subscribed|unsubscribed|filter)$ {
            internal;
            proxy_pass http://app;
            proxy_set_header X-Channel-Id $nchan_channel_id;
          }
          location = /away { proxy_pass http://gone; }
          location = /slow { proxy_pass http://app/slow; proxy_read_timeout 300ms; }
          location = /yes { return 200; }
          location = /no { return 401 "who are you"; }
          location ~ ^/moved/\\w+$ { internal; proxy_pass http://app; }

          location ~ ^/sub/(\\w+)$ {
            nchan_subscriber;
            nchan_channel_id $1;
            nchan_authorize_request /auth;
            nchan_subscribe_request /upstream/subscribed;
            nchan_unsubscribe_request /upstream/unsubscribed;
          }
          location ~ ^/pub/(\\w+)$ {
            nchan_publisher;
            nchan_channel_id $1;
            nchan_authorize_request /auth;
          }
          location ~ ^/asked/(away|slow|yes|nowhere|circle)$ {
            nchan_subscriber;
            nchan_subscriber_timeout 1s;
            nchan_channel_id asked;
            nchan_authorize_request /$1;
          }
          location ~ ^/sent-on/(yes|no|moved|away)$ {
            nchan_subscriber;
            nchan_subscriber_timeout 1s;
            nchan_channel_id asked;
            nchan_authorize_request /moved/$1;
          }
          location = /circle {
            nchan_publisher;
            nchan_channel_id circle;
            nchan_authorize_request /circle;
          }
          location = /filtered {
            nchan_publisher;
            nchan_channel_id filtered;
            nchan_publisher_upstream_request /upstream/filter;
          }
          location = /filtered/sub { nchan_subscriber; nchan_channel_id filtered; }

          location ~ ^/hidden/(pub|sub)$ { proxy_pass http://app; }
          location ~ ^/inner/pub/(\\w+)$ { internal; nchan_publisher; nchan_channel_id $1; }
          location ~ ^/inner/sub/(\\w+)$ { internal; nchan_subscriber; nchan_channel_id $1; }
          location /app/ { proxy_pass http://app/echo/; client_max_body_size 10; }
        }
        """
            .replace("PORT", Integer.toString(application.getAddress().getPort()));
    relay = RelayUnderTest.of(text);
  }

  @AfterAll
  static void stop() {
    GOES_ON.countDown();
    relay.close();
    application.stop(0);
    threads.shutdownNow();
  }

  @BeforeEach
  void forget() {
    NOTICES.clear();
    CALLS.clear();
  }

  /** The application: lets in who knows the word, and changes, drops or refuses messages. */
  private static void answer(HttpExchange call) throws IOException {
    String body = new String(call.getRequestBody().readAllBytes(), UTF_8);
    String path = call.getRequestURI().getPath();
    switch (path) {
      case "/check" -> {
        CALLS.add(call);
        boolean member = "please".equals(header(call, "X-Word"));
        if (!member) {
          call.getResponseHeaders().add("X-Reason", "no word");
          tellProxy(call);
        }
        respond(call, member ? 200 : 403, member ? "" : "say please");
      }
      case "/upstream/subscribed", "/upstream/unsubscribed" -> {
        NOTICES.add(path.substring("/upstream/".length()) + " " + header(call, "X-Channel-Id"));
        respond(call, 200, "");
      }
      case "/upstream/filter" ->
          respond(
              call,
              body.equals("drop")
                  ? 204
                  : body.equals("as it is") ? 304 : body.isEmpty() ? 400 : 200,
              body.equals("drop") || body.equals("as it is") ? "" : body.toUpperCase(Locale.ROOT));
      case "/hidden/pub", "/hidden/sub" -> {
        String to = header(call, "X-Kind").equals("pub") ? "pub" : "sub";
        call.getResponseHeaders()
            .add("X-Accel-Redirect", "/inner/" + to + "/" + header(call, "X-Room"));
        call.getResponseHeaders().add("Set-Cookie", "seen=1");
        respond(call, 200, "not for the client");
      }
      case "/moved/yes", "/moved/no", "/moved/away" -> {
        String to = path.substring("/moved".length());
        call.getResponseHeaders().add("X-Accel-Redirect", to);
        respond(call, to.equals("/yes") ? 403 : 200, "not for the client");
      }
      case "/moved/moved" -> {
        call.getResponseHeaders().add("X-Accel-Redirect", path);
        respond(call, 200, "");
      }
      case "/slow" -> {
        try {
          GOES_ON.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        respond(call, 200, "");
      }
      default -> {
        tellProxy(call);
        respond(call, 200, call.getRequestMethod() + " " + call.getRequestURI() + " " + body);
      }
    }
  }

  /** Says what is no business of clients. */
  private static void tellProxy(HttpExchange call) {
    call.getResponseHeaders().add("X-Accel-Buffering", "no");
    call.getResponseHeaders().add("X-Accel-Expires", "0");
    call.getResponseHeaders().add("Server", "secret/1.0");
  }

  private static void assertNothingToldToProxy(HttpResponse<String> response) {
    assertThat(response.headers().map())
        .doesNotContainKeys("x-accel-buffering", "x-accel-expires", "x-accel-redirect", "server");
  }

  private static String header(HttpExchange call, String name) {
    String value = call.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  private static void respond(HttpExchange call, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    call.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      call.getResponseBody().write(bytes);
    }
    call.close();
  }

  @Test
  void whoIsRefusedGetsTheApplicationsAnswer() {
    HttpResponse<String> refused = relay.get("/sub/news");

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).isEqualTo("say please");
    assertThat(refused.headers().firstValue("X-Reason")).hasValue("no word");
    assertNothingToldToProxy(refused);
    assertThat(relay.post("/pub/news", "hello").statusCode()).isEqualTo(403);
  }

  @Test
  void whoIsLetInGoesOn() throws Exception {
    assertThat(relay.post("/pub/open", "hello", "X-Word", "please").statusCode()).isEqualTo(202);
    HttpResponse<String> got =
        relay.get("/sub/open?x=1", "X-Word", "please", "X-Forwarded-For", "1.1.1.1");

    assertThat(got.body()).isEqualTo("hello");
    HttpExchange published = CALLS.take();
    HttpExchange subscribed = CALLS.take();
    assertThat(header(published, "X-Publisher-Type")).isEqualTo("http");
    assertThat(header(published, "X-Original-URI")).isEqualTo("/pub/open");
    assertThat(subscribed.getRequestMethod()).isEqualTo("GET");
    assertThat(subscribed.getRequestURI()).hasToString("/check?x=1");
    assertThat(header(subscribed, "X-Subscriber-Type")).isEqualTo("longpoll");
    assertThat(header(subscribed, "X-Publisher-Type")).isEmpty();
    assertThat(header(subscribed, "X-Channel-Id")).isEqualTo("open");
    assertThat(header(subscribed, "X-Original-URI")).isEqualTo("/sub/open?x=1");
    assertThat(header(subscribed, "X-Forwarded-For")).isEqualTo("1.1.1.1, 127.0.0.1");
    assertThat(header(subscribed, "Host")).isEqualTo("127.0.0.1");
  }

  @Test
  void theApplicationHearsWhoComesAndGoes() throws Exception {
    InputStream events = relay.events("/sub/lobby", "X-Word", "please");
    assertThat(NOTICES.poll(20, TimeUnit.SECONDS)).isEqualTo("subscribed lobby");
    events.close();
    assertThat(NOTICES.poll(20, TimeUnit.SECONDS)).isEqualTo("unsubscribed lobby");
  }

  @Test
  void aWebSocketIsAskedAboutBeforeItOpens() throws Exception {
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          @Override
          public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            received.add(data.toString());
            socket.request(1);
            return null;
          }
        };
    CompletableFuture<WebSocket> refused = relay.webSocket("/sub/sockets", listener);
    WebSocket socket = relay.webSocket("/sub/sockets", listener, "X-Word", "please").join();
    relay.post("/pub/sockets", "over the socket", "X-Word", "please");

    assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo("over the socket");
    socket.abort();
    assertThat(refused)
        .failsWithin(20, TimeUnit.SECONDS)
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(WebSocketHandshakeException.class);
  }

  @ParameterizedTest
  @CsvSource({"away, 502", "slow, 504", "nowhere, 404", "circle, 500", "yes, 408"})
  void whatIsNoYesLetsNobodyIn(String hook, int status) {
    assertThat(relay.get("/asked/" + hook).statusCode()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({"loud, 202, LOUD", "as it is, 202, as it is"})
  void messagesAreWhatTheApplicationMakesOfThem(String body, int status, String published) {
    relay.post("/filtered", "drop");
    HttpResponse<String> response = relay.post("/filtered", body);
    HttpResponse<String> got =
        relay.get("/filtered/sub", "Last-Event-ID", before(response), "Accept", "*/*");

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(got.body()).isEqualTo(published);
    assertThat(relay.post("/filtered", "").statusCode()).isEqualTo(403);
    assertThat(relay.post("/filtered", "drop").statusCode()).isEqualTo(204);
  }

  /** As in nginx, it is the question that is sent on, and not the client. */
  @ParameterizedTest
  @CsvSource({"yes, 408", "no, 401", "moved, 500", "away, 502"})
  void anotherLocationAnswersAHookIfTheApplicationSaysSo(String hook, int status) {
    HttpResponse<String> response = relay.get("/sent-on/" + hook);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).doesNotContain("not for the client");
    assertNothingToldToProxy(response);
  }

  /** The id before the one that a publisher was told. */
  private static String before(HttpResponse<String> response) {
    String id = response.body().replaceAll("(?s).*last message id: (\\d+:\\d+).*", "$1");
    String[] parts = id.split(":", -1);
    int tag = Integer.parseInt(parts[1]);
    return tag > 0 ? parts[0] + ":" + (tag - 1) : Long.parseLong(parts[0]) - 1 + ":0";
  }

  @Test
  void anApplicationSendsClientsOnToWhatTheyCannotReach() {
    HttpResponse<String> published =
        relay.post("/hidden/pub", "a secret", "X-Kind", "pub", "X-Room", "secret");
    HttpResponse<String> got = relay.get("/hidden/sub", "X-Kind", "sub", "X-Room", "secret");

    assertThat(published.statusCode()).isEqualTo(202);
    assertThat(got.body()).isEqualTo("a secret");
    assertThat(got.headers().firstValue("Set-Cookie")).hasValue("seen=1");
    assertNothingToldToProxy(got);
    assertThat(relay.get("/inner/sub/secret").statusCode()).isEqualTo(404);
  }

  @Test
  void aWebSocketIsSentOnToo() {
    relay.post("/hidden/pub", "for sockets", "X-Kind", "pub", "X-Room", "senton");
    CompletableFuture<String> first = new CompletableFuture<>();
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          @Override
          public CompletionStage<?> onText(WebSocket opened, CharSequence data, boolean last) {
            first.complete(data.toString());
            return null;
          }
        };
    WebSocket socket =
        relay.webSocket("/hidden/sub", listener, "X-Kind", "sub", "X-Room", "senton").join();

    assertThat(first).succeedsWithin(20, TimeUnit.SECONDS).isEqualTo("for sockets");
    socket.abort();
  }

  @Test
  void allElseOfTheApplicationIsHandedOn() {
    HttpResponse<String> got = relay.get("/app/a%20b/c?d=e");

    assertThat(got.body()).isEqualTo("GET /echo/a%20b/c?d=e ");
    assertNothingToldToProxy(got);
    assertThat(relay.post("/app/x", "body").body()).isEqualTo("POST /echo/x body");
    assertThat(relay.post("/app/x", "longer than it may").statusCode()).isEqualTo(413);
  }

  @Test
  void whatALocationCannotKnowIsRefusedAtStart() {
    assertThat(refusal("nchan_authorize_request auth;"))
        .contains("expected: the path of a location of this server, as /auth");
    assertThat(refusal("proxy_pass app;")).contains("expected: http:// and an upstream");
    assertThat(refusal("proxy_pass http://$host;")).contains("has a variable in the host");
    assertThat(refusal("proxy_pass http://127.0.0.1:8000; nchan_stub_status;"))
        .contains("contradicts \"nchan_stub_status\"");
    assertThat(refusal("proxy_cache on;")).contains("is not supported");
  }
}
