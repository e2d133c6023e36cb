package org.pushrelay.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What locations can do besides relaying. */
class LocationsIT {
  private static final String TEXT =
      """
      http {
        access_log access.log;
        error_log error.log warn;
        gzip_types text/plain;

        server {
          listen 127.0.0.1:0;
          add_header X-Server "$server_name:$request_method" always;

          location ~ ^/pub/(.*)$ { set $push_channel_id $1; push_publisher; client_max_body_size 100k; }
          location ~ ^/sub/(.*)$ {
            set $push_channel_id $1;
            push_subscriber;
            default_type text/plain;
            gzip on;
          }
          location /headers {
            add_header A "$arg_a";
            add_header Empty "$arg_empty";
            return 200 "uri=$uri args=$args who=$remote_addr host=$host cookie=$cookie_c agent=$http_user_agent";
          }
          location = /teapot { return 418; }
          location /old/ { return 301 /new$is_args$args; }
          location /elsewhere { return https://example.org/; }
          location /nobody { deny all; root files; }
          location /me { allow 127.0.0.0/8; deny all; return 204; }
          location /inside { allow 127.0.0.1; deny all; root files; }
          location /secret {
            auth_basic "the \\"secret\\" part";
            auth_basic_user_file users;
            alias files/inside;
          }
          location /files/ { alias files/; default_type application/x-unknown; add_header B b; }
          location / { root files; index nothing.html start.html; }
          location /quiet { access_log off; return 200 quiet; }
        }
        server {
          listen 127.0.0.2:0;
          listen [::1]:0;
          location / { return 200 other; }
        }
      }
      """;

  @TempDir private static Path directory;

  private static Program program;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws IOException {
    Files.writeString(directory.resolve("users"), "alice:$apr1$rOioh4Wh$RlCC6EfkvF0SZLBHbae4Q.\n");
    Path files = Files.createDirectories(directory.resolve("files/inside"));
    Files.writeString(files.resolve("page.html"), "<p>inside</p>");
    Files.writeString(files.resolve("a b.txt"), "blank");
    Files.writeString(files.resolve(".hidden"), "hidden");
    Files.writeString(files.resolveSibling("start.html"), "<p>start</p>");
    Files.writeString(files.resolveSibling("data.zzz"), "0123456789");
    Files.writeString(directory.resolve("outside.txt"), "outside");
    program = Program.start(directory, TEXT, 3);
  }

  @AfterAll
  static void stop() {
    program.close();
  }

  private static HttpRequest.Builder request(String target) {
    return HttpRequest.newBuilder(program.address().resolve(target)).header("User-Agent", "test");
  }

  private static HttpResponse<String> get(String target, String... headers) throws Exception {
    HttpRequest.Builder request = request(target);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  private static int publish(String channel, String body) throws Exception {
    HttpRequest request = request("/pub/" + channel).POST(BodyPublishers.ofString(body)).build();
    return CLIENT.send(request, BodyHandlers.ofString()).statusCode();
  }

  @Test
  void everyAddressIsServed() throws Exception {
    assertThat(program.addresses())
        .extracting(URI::getHost)
        .containsExactly("127.0.0.1", "127.0.0.2", "[0:0:0:0:0:0:0:1]");
    for (URI address : program.addresses().subList(1, 3)) {
      HttpResponse<String> response =
          CLIENT.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
      assertThat(response.body()).isEqualTo("other");
    }
  }

  @Test
  void channelsAreCaughtFromThePath() throws Exception {
    publish("a%20b", "by capture");

    assertThat(get("/sub/a%20b").body()).isEqualTo("by capture");
    assertThat(get("/sub/").statusCode()).isEqualTo(404);
  }

  @Test
  void messagesAreCompressedForThoseWhoTakeIt() throws Exception {
    String message = "long enough to be worth it ".repeat(20);
    publish("zip", message);

    HttpResponse<byte[]> packed =
        CLIENT.send(
            request("/sub/zip").header("Accept-Encoding", "br, gzip;q=0.5").build(),
            BodyHandlers.ofByteArray());
    HttpResponse<String> plain = get("/sub/zip", "Accept-Encoding", "gzip;q=0, deflate");

    assertThat(packed.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(packed.headers().firstValue("Etag")).hasValue("0");
    assertThat(packed.body().length).isLessThan(message.length() / 2);
    byte[] unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes();
    assertThat(new String(unpacked, StandardCharsets.UTF_8)).isEqualTo(message);
    assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
    assertThat(plain.body()).isEqualTo(message);
  }

  @Test
  void shortMessagesAreNotCompressed() throws Exception {
    publish("short", "too short");

    assertThat(get("/sub/short", "Accept-Encoding", "gzip").body()).isEqualTo("too short");
  }

  @Test
  void aBodyAboveTheLimitIsRefusedAndNothingKept() throws Exception {
    assertThat(publish("big", "x".repeat(100 * 1024))).isEqualTo(202);
    try (RawClient client = new RawClient(program.address())) {
      String head = "POST /pub/bigger HTTP/1.1\r\nHost: a\r\n";
      client.send(head + "Content-Length: 102401\r\n\r\n");
      assertThat(client.response()).startsWith("HTTP/1.1 413 ").contains("Connection: close\r\n");
      assertThat(client.isAtEnd()).isTrue();
    }
    try (RawClient client = new RawClient(program.address())) {
      String chunk = "C800\r\n" + "x".repeat(0xC800) + "\r\n";
      client.send("POST /pub/bigger HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      client.send(chunk + chunk + "1\r\nx\r\n0\r\n\r\n");
      assertThat(client.response()).startsWith("HTTP/1.1 413 ");
    }
    assertThat(get("/pub/bigger").statusCode()).isEqualTo(404);
  }

  @Test
  void variablesStandForTheRequest() throws Exception {
    HttpResponse<String> response =
        get("/headers/%41?a=b%20c&x", "Cookie", "b=1; c=two", "User-Agent", "me");

    assertThat(response.body())
        .isEqualTo(
            "uri=/headers/A args=a=b%20c&x who=127.0.0.1 host=127.0.0.1 cookie=two agent=test, me");
    assertThat(response.headers().firstValue("A")).hasValue("b%20c");
    assertThat(response.headers().map()).doesNotContainKeys("empty", "x-server");
  }

  @Test
  void headersWithAlwaysAreAddedToErrorsToo() throws Exception {
    assertThat(get("/teapot").headers().firstValue("X-Server")).hasValue(":GET");
    assertThat(get("/nowhere.html").headers().firstValue("X-Server")).hasValue(":GET");
  }

  @ParameterizedTest
  @CsvSource({
    "/teapot, 418",
    "/old/x?y=z, 301",
    "/elsewhere, 302",
    "/nobody/x, 403",
    "/me, 204",
    "/inside/page.html, 200",
    "/inside, 301",
    "/inside/, 404",
    "/inside/.hidden, 404",
    "/inside/%2e%2e/%2e%2e/outside.txt, 400",
    "/files/..%2foutside.txt, 404",
    "/files/inside/a%20b.txt, 200",
    "/files/inside/page.html/, 404",
    "/secret/page.html, 401",
    "/, 200",
    "/none, 404"
  })
  void statuses(String target, int status) throws Exception {
    try (RawClient client = new RawClient(program.address())) {
      client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");

      assertThat(client.response()).startsWith("HTTP/1.1 " + status + " ");
    }
  }

  @Test
  void redirectsNameTheHost() throws Exception {
    assertThat(get("/old/x?y=z").headers().firstValue("Location"))
        .hasValue(program.address().resolve("/new?y=z").toString());
    assertThat(get("/elsewhere").headers().firstValue("Location")).hasValue("https://example.org/");
    assertThat(get("/inside?q").headers().firstValue("Location").orElseThrow())
        .endsWith("/inside/?q");
  }

  @Test
  void filesAreServed() throws Exception {
    HttpResponse<String> page = get("/inside/page.html");
    HttpResponse<String> part = get("/files/data.zzz", "Range", "bytes=2-4");
    HttpResponse<String> start = get("/");
    HttpResponse<String> unchanged =
        get(
            "/inside/page.html",
            "If-Modified-Since",
            page.headers().firstValue("Last-Modified").get());

    assertThat(page.body()).isEqualTo("<p>inside</p>");
    assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html");
    assertThat(start.body()).isEqualTo("<p>start</p>");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("234");
    assertThat(part.headers().firstValue("Content-Type")).hasValue("application/x-unknown");
    assertThat(part.headers().firstValue("B")).hasValue("b");
    assertThat(unchanged.statusCode()).isEqualTo(304);
  }

  @Test
  void filesAreOnlyRead() throws Exception {
    HttpResponse<String> response =
        CLIENT.send(
            request("/inside/page.html").POST(BodyPublishers.ofString("x")).build(),
            BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).hasValue("GET, HEAD");
    assertThat(response.body()).isEqualTo("405 Method Not Allowed\n");
  }

  @Test
  void passwordsAreAskedFor() throws Exception {
    HttpResponse<String> refused = get("/secret/page.html");

    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("WWW-Authenticate"))
        .hasValue("Basic realm=\"the \\\"secret\\\" part\", charset=\"UTF-8\"");
    assertThat(get("/secret/page.html", "Authorization", basic("alice:wrong")).statusCode())
        .isEqualTo(401);
    assertThat(get("/secret/page.html", "Authorization", "Basic !").statusCode()).isEqualTo(401);
    assertThat(get("/secret/page.html", "Authorization", basic("alice:myPassword")).body())
        .isEqualTo("<p>inside</p>");
  }

  private static String basic(String credentials) {
    return "Basic "
        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void requestsAreLoggedInTheCombinedFormat() throws Exception {
    get("/quiet?log=me");
    get("/headers?log=me", "Referer", "http://r/\"x", "Authorization", basic("bob\u0007:x"));
    try (RawClient client = new RawClient(program.address())) {
      client.send("GET /sub/?log=\u00c3\u00a9 HTTP/1.1\r\nHost: a\r\n\r\n").response();
    }

    Path log = directory.resolve("access.log");
    await().until(() -> Files.readString(log).contains("A9 HTTP/1.1\""));
    List<String> lines =
        Files.readAllLines(log).stream().filter(line -> line.contains("?log=")).toList();
    String time = "\\[\\d\\d/\\w{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}\\]";
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .matches(
            "127\\.0\\.0\\.1 - - "
                + time
                + " \"GET /headers\\?log=me HTTP/1\\.1\" 200 \\d+ \"http://r/\\\\x22x\" \"test\"");
    assertThat(lines.get(1))
        .matches(
            "127\\.0\\.0\\.1 - - "
                + time
                + " \"GET /sub/\\?log=\\\\xC3\\\\xA9 HTTP/1\\.1\" 404 23 \"-\" \"-\"");
  }

  @Test
  void nothingIsAnError() throws Exception {
    get("/");

    assertThat(Files.readString(directory.resolve("error.log"))).isEmpty();
    assertThat(program.errors()).isEmpty();
  }
}
