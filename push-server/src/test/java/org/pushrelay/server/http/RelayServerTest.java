package org.pushrelay.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That what the configuration asks for is at work in its locations. */
@Timeout(60)
class RelayServerTest {
  private static final String TEXT = "a message that is long enough ".repeat(20);

  @TempDir private Path directory;
  @AutoClose private RelayUnderTest relay;

  @BeforeEach
  void start() throws Exception {
    Path www = Files.createDirectories(directory.resolve("www/sub"));
    Files.writeString(directory.resolve("secret.txt"), "outside");
    Files.writeString(www.resolve("a.txt"), "a file");
    Files.createSymbolicLink(www.resolve("out.txt"), directory.resolve("secret.txt"));
    // the second line of a user does not count
    Files.writeString(directory.resolve("users"), "bob:{PLAIN}first\nbob:{PLAIN}second\n");
    String text =
        """
        server {
          listen 127.0.0.1:0;
          access_log access.log;
          gzip_types text/plain;
          location /pub { push_publisher; set $push_channel_id $arg_id; access_log off; }
          location /sub {
            push_subscriber; set $push_channel_id $arg_id; gzip on; gzip_min_length 100;
            add_header Last-Modified ""; add_header X-Id $arg_id;
          }
          location /staff { auth_basic "the staff"; auth_basic_user_file users; root www; }
          location /sub/ { root www; add_header ETag '"mine"'; access_log other.log; }
          location /alias { alias www/sub; access_log ./access.log; }
          location /denied { deny 127.0.0.0/8; return 200 never; root www; }
          location /closed { deny 127.0.0.0/8; root www; }
        }
        """;
    relay = RelayUnderTest.of(text, directory);
  }

  private HttpResponse<String> get(String path, String... headers) {
    return RelayUnderTest.send(relay.request(path, headers).header("User-Agent", "test"));
  }

  private void publish(String text) throws Exception {
    assertThat(relay.post("/pub?id=1", text, "Content-Type", "text/plain").statusCode())
        .isBetween(200, 299);
  }

  private static String basic(String userAndPassword) {
    return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(UTF_8));
  }

  @Test
  void aMessageIsCompressedForThoseWhoWantIt() throws Exception {
    publish(TEXT);

    HttpResponse<String> plain = get("/sub?id=1");
    HttpResponse<byte[]> packed =
        RelayUnderTest.send(
            relay.request("/sub?id=1", "Accept-Encoding", "gzip"), BodyHandlers.ofByteArray());

    assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
    assertThat(plain.body()).isEqualTo(TEXT);
    assertThat(packed.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(packed.headers().allValues("Etag")).isEqualTo(plain.headers().allValues("Etag"));
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
      assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo(TEXT);
    }
  }

  @Test
  void headersAreAddedAndReplaced() throws Exception {
    publish(TEXT);

    HttpResponse<String> message = get("/sub?id=1");
    assertThat(message.headers().allValues("X-Id")).containsExactly("1");
    assertThat(message.headers().allValues("Last-Modified")).isEmpty();

    HttpResponse<String> file = get("/sub/a.txt");
    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(file.headers().allValues("ETag")).containsExactly("\"mine\"");
    assertThat(file.headers().allValues("Last-Modified")).hasSize(1);
  }

  @Test
  void filesAreThoseOfTheirDirectoryOnly() throws Exception {
    assertThat(get("/sub/a.txt").body()).isEqualTo("a file");
    assertThat(get("/alias/a.txt").body()).isEqualTo("a file");
    assertThat(get("/alias/%2e/./a.txt").body()).isEqualTo("a file");
    assertThat(get("/sub/out.txt").statusCode()).isEqualTo(404);
    assertThat(get("/alias/out.txt").statusCode()).isEqualTo(404);
    assertThat(get("/alias../secret.txt").statusCode()).isEqualTo(404);
  }

  @Test
  void aFileThatTheClientHasIsNotDescribedAgain() throws Exception {
    String modified = get("/alias/a.txt").headers().firstValue("Last-Modified").orElseThrow();

    HttpResponse<String> again = get("/alias/a.txt", "If-Modified-Since", modified);

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.headers().map()).doesNotContainKeys("content-length", "content-type");
  }

  @Test
  void rulesAndPasswordsDecideWhoComes() throws Exception {
    assertThat(get("/closed/").statusCode()).isEqualTo(403);
    assertThat(get("/denied").statusCode()).as("return comes first").isEqualTo(200);

    HttpResponse<String> asked = get("/staff/");
    assertThat(asked.statusCode()).isEqualTo(401);
    assertThat(asked.headers().firstValue("WWW-Authenticate"))
        .hasValueSatisfying(value -> assertThat(value).startsWith("Basic realm=\"the staff\""));
    assertThat(get("/staff/x", "Authorization", basic("bob:second")).statusCode()).isEqualTo(401);
    assertThat(get("/staff/x", "Authorization", basic("eve:first")).statusCode()).isEqualTo(401);
    assertThat(get("/staff/x", "Authorization", basic("bob:first")).statusCode()).isEqualTo(404);
  }

  @Test
  void eachRequestIsALineInTheLogOfItsLocation() throws Exception {
    publish(TEXT);
    get("/staff/x?a=%22", "Authorization", basic("bob:first"));
    get("/staff/y", "Authorization", basic("bob:wrong"));
    get("/alias/a.txt", "Referer", "a\"b");
    get("/sub/a.txt");
    relay.close();

    assertThat(Files.readString(directory.resolve("access.log")).replaceAll("\\[.*?\\]", "[]"))
        .isEqualTo(
            """
            127.0.0.1 - bob [] "GET /staff/x?a=%22 HTTP/1.1" 404 14 "-" "test"
            127.0.0.1 - - [] "GET /staff/y HTTP/1.1" 401 17 "-" "test"
            127.0.0.1 - - [] "GET /alias/a.txt HTTP/1.1" 200 6 "a\\x22b" "test"
            """);
    assertThat(Files.readAllLines(directory.resolve("other.log"))).hasSize(1);
  }

  @Test
  void malformedRequestIsLogged() throws Exception {
    try (Socket socket = new Socket(relay.base().getHost(), relay.base().getPort())) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
      assertThat(socket.getInputStream().readAllBytes()).asString(UTF_8).contains(" 400 ");
    }
    relay.close();

    assertThat(Files.readString(directory.resolve("access.log")).replaceAll("\\[.*?\\]", "[]"))
        .isEqualTo("127.0.0.1 - - [] \"GET / HTTP/1.1\" 400 16 \"-\" \"-\"\n");
  }

  @Test
  void noTimeIsNoLimit() throws Exception {
    String text =
        "client_header_timeout 0; client_body_timeout 0; keepalive_timeout 99999y;"
            + " server { listen 127.0.0.1:0; location / { return 200 here; } }";
    try (RelayUnderTest patient = RelayUnderTest.of(text, directory);
        Socket socket = new Socket(patient.base().getHost(), patient.base().getPort())) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n".getBytes(UTF_8));
      // longer than who looks for slow clients waits
      socket.setSoTimeout(500);
      assertThatExceptionOfType(SocketTimeoutException.class)
          .isThrownBy(() -> socket.getInputStream().read());
      socket.setSoTimeout(0);
      socket.getOutputStream().write("Connection: close\r\n\r\n".getBytes(UTF_8));

      assertThat(socket.getInputStream().readAllBytes()).asString(UTF_8).endsWith("here");
    }
  }

  @Test
  void aTransportThatDoesNotStartIsTold() throws Exception {
    relay.close();

    assertThatIOException()
        .isThrownBy(
            () ->
                RelayServer.start(
                    RelayUnderTest.config("server { listen 127.0.0.1:0; }", directory),
                    (sockets, around) -> {
                      throw sockets.get(0).cannotListen(new IOException("no"));
                    }))
        .withMessage("cannot listen on 127.0.0.1:0: no");
  }
}
