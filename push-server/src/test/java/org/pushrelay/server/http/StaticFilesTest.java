package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushrelay.server.config.LocationContent;
import org.pushrelay.server.files.StaticFiles;
import org.pushrelay.server.transport.LoopbackServer;
import org.pushrelay.server.transport.StatusResponse;
import org.pushrelay.server.transport.TransportUnderTest;
import org.pushrelay.transport.Exchange;

@Timeout(60)
class StaticFilesTest {
  @TempDir Path directory;
  private Path www;
  private final ExecutorService disk = Executors.newSingleThreadExecutor();
  private LoopbackServer server;

  @BeforeEach
  void files() throws Exception {
    www = Files.createDirectory(directory.resolve("www"));
    Files.writeString(directory.resolve("outside.txt"), "outside");
    Files.writeString(www.resolve("a.txt"), "0123456789");
    Files.writeString(www.resolve("page.html"), "<p>page</p>");
    Files.writeString(www.resolve("data"), "data");
    Files.writeString(www.resolve(".htpasswd"), "hidden");
    Files.writeString(www.resolve("index.html"), "home");
    Files.createDirectories(www.resolve("sub/empty"));
    Files.writeString(www.resolve("sub/b.txt"), "b");
    Files.writeString(www.resolve("sub/index.htm"), "sub home");
    Files.createDirectory(www.resolve(".git"));
    Files.writeString(www.resolve(".git/config"), "hidden");
  }

  @AfterEach
  void stop() throws Exception {
    if (server != null) {
      server.close();
    }
    disk.shutdown();
  }

  private void serve(Path base, String strip) throws Exception {
    LocationContent.Files content =
        new LocationContent.Files(base, strip, List.of("index.html", "index.htm"));
    StaticFiles files = new StaticFiles(content, "application/octet-stream", disk);
    server = new LoopbackServer(TransportUnderTest.transport(), exchange -> serve(files, exchange));
  }

  /** As the router does it: the path is normalised before a file is looked up by it. */
  private static void serve(StaticFiles files, Exchange exchange) {
    Optional<String> path = UriPath.normalise(exchange.request().path());
    if (path.isEmpty()) {
      exchange.respond(StatusResponse.of(400));
    } else {
      files.serve(path.get(), exchange);
    }
  }

  private String get(String internalTarget, String... headers) throws Exception {
    return server.request("GET " + internalTarget, headers);
  }

  private static void assertOk(String response, String body) {
    assertThat(response).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n" + body);
  }

  private static String header(String response, String name) {
    Matcher matcher = Pattern.compile("(?i)\r\n" + name + ": (.*?)\r\n").matcher(response);
    assertThat(matcher.find()).as("%s in %s", name, response).isTrue();
    return matcher.group(1);
  }

  @Nested
  class Root {

    @BeforeEach
    void root() throws Exception {
      serve(www, "");
    }

    @Test
    void aFileIsSentWithItsTypeAndValidators() throws Exception {
      String response = get("/a.txt?x=1");

      assertOk(response, "0123456789");
      assertThat(header(response, "Content-Type")).startsWith("text/plain");
      assertThat(header(response, "Content-Length")).isEqualTo("10");
      assertThat(header(response, "Last-Modified")).endsWith("GMT");
      assertThat(header(response, "ETag")).contains("\"");
      assertThat(header(get("/page.html"), "Content-Type")).startsWith("text/html");
      assertThat(header(get("/data"), "Content-Type")).isEqualTo("application/octet-stream");
    }

    @Test
    void headGetsTheHeadersOnly() throws Exception {
      String response = server.request("HEAD /a.txt");

      assertThat(response).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n");
      assertThat(header(response, "Content-Length")).isEqualTo("10");
    }

    @Test
    void whatTheClientHasIsNotSentAgain() throws Exception {
      String response = get("/a.txt");

      assertThat(get("/a.txt", "If-None-Match: " + header(response, "ETag")))
          .startsWith("HTTP/1.1 304 ")
          .doesNotContain("\r\nContent-")
          .endsWith("\r\n\r\n");
      assertThat(get("/a.txt", "If-Modified-Since: " + header(response, "Last-Modified")))
          .startsWith("HTTP/1.1 304 ");
      assertOk(get("/a.txt", "If-None-Match: \"other\""), "0123456789");
    }

    @Test
    void aRangeIsSentAlone() throws Exception {
      String response = get("/a.txt", "Range: bytes=2-4");

      assertThat(response).startsWith("HTTP/1.1 206 ").endsWith("\r\n\r\n234");
      assertThat(header(response, "Content-Range")).isEqualTo("bytes 2-4/10");
      String beyond = get("/a.txt", "Range: bytes=20-30");
      assertThat(beyond).startsWith("HTTP/1.1 416 ");
      assertThat(header(beyond, "Content-Range")).isEqualTo("bytes */10");
      assertOk(get("/a.txt", "Range: bytes=0-1,3-4"), "0123456789");
      assertThat(server.request("HEAD /a.txt", "Range: bytes=2-4")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aRangeOfAnotherStateIsNotSent() throws Exception {
      String etag = header(get("/a.txt"), "ETag");

      assertThat(get("/a.txt", "Range: bytes=2-4", "If-Range: " + etag)).endsWith("\r\n\r\n234");
      assertOk(get("/a.txt", "Range: bytes=2-4", "If-Range: \"other\""), "0123456789");
    }

    @Test
    void conditionsThatDoNotHoldFail() throws Exception {
      assertThat(get("/a.txt", "If-Match: \"other\"")).startsWith("HTTP/1.1 412 ");
    }

    @Test
    void anEmptyFileIsSent() throws Exception {
      Files.createFile(www.resolve("empty.txt"));

      assertOk(get("/empty.txt"), "");
    }

    @Test
    void anIndexStandsForItsDirectory() throws Exception {
      assertOk(get("/"), "home");
      String sub = get("/sub/");
      assertOk(sub, "sub home");
      assertThat(header(sub, "Content-Type")).startsWith("text/html");
      assertThat(get("/sub/", "If-None-Match: " + header(sub, "ETag"))).startsWith("HTTP/1.1 304 ");
    }

    @Test
    void aDirectoryIsAskedForWithASlash() throws Exception {
      String response = get("/sub?x=1");

      assertThat(response).startsWith("HTTP/1.1 301 ").endsWith("\r\n\r\n");
      assertThat(header(response, "Location")).isEqualTo("/sub/?x=1");
    }

    @Test
    void aDirectoryIsNotListed() throws Exception {
      assertThat(get("/sub/empty/")).startsWith("HTTP/1.1 404 ").doesNotContain("sub");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
    void otherMethodsAreNotAllowed(String method) throws Exception {
      String response = server.request(method + " /a.txt");

      assertThat(response).startsWith("HTTP/1.1 405 ").endsWith("\r\n\r\n405 Method Not Allowed\n");
      assertThat(header(response, "Allow")).isEqualTo("GET, HEAD");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "/missing",
          "/a.txt/",
          "/a.txt/b",
          "/.htpasswd",
          "/%2ehtpasswd",
          "/.git/config",
          "/.git/",
          "/sub/empty/",
          "/A.TXT",
          "/a.txt%20",
          "/a.txt;x",
        })
    void whatIsNotThereIsNotFound(String internalTarget) throws Exception {
      assertThat(get(internalTarget))
          .startsWith("HTTP/1.1 404 ")
          .endsWith("\r\n\r\n404 Not Found\n");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "/../outside.txt",
          "/sub/../../outside.txt",
          "/%2e%2e/outside.txt",
          "/%2e%2e%2foutside.txt",
          "/..%2foutside.txt",
          "/..%5coutside.txt",
          "/sub/..%2f..%2foutside.txt",
          "/%252e%252e/outside.txt",
          "/..;/outside.txt",
          "/sub/..;x/..;x/outside.txt",
          "//outside.txt",
          "//../outside.txt",
          "/%c0%ae%c0%ae/outside.txt",
          "/\\..\\outside.txt",
          "/a.txt%00.html",
          "/....//outside.txt",
          "http://localhost/../outside.txt",
          "file:///etc/passwd",
        })
    void nothingOutsideIsReached(String internalTarget) throws Exception {
      assertThat(get(internalTarget))
          .matches("(?s)HTTP/1.1 40[04] .*")
          .doesNotContain("outside", "root:", "0123456789");
    }

    @Test
    void aNameIsDecodedOnce() throws Exception {
      Files.writeString(www.resolve("a b%41.txt"), "odd name");

      assertOk(get("/a%20b%2541.txt"), "odd name");
      assertThat(get("/a%20bA.txt")).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void linksMayNotLeadOut() throws Exception {
      Files.createSymbolicLink(www.resolve("inside.txt"), Path.of("sub", "b.txt"));
      Files.createSymbolicLink(www.resolve("out.txt"), directory.resolve("outside.txt"));
      Files.createSymbolicLink(www.resolve("out"), directory);
      Files.createSymbolicLink(
          www.resolve("sub/empty/index.html"), directory.resolve("outside.txt"));
      Files.createSymbolicLink(www.resolve("loop"), www.resolve("loop"));

      assertOk(get("/inside.txt"), "b");
      assertThat(get("/out.txt")).startsWith("HTTP/1.1 404 ");
      assertThat(get("/out/outside.txt")).startsWith("HTTP/1.1 404 ");
      assertThat(get("/out/")).startsWith("HTTP/1.1 404 ");
      assertThat(get("/sub/empty/")).startsWith("HTTP/1.1 404 ");
      assertThat(get("/loop")).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void aLargeFileArrivesWhole() throws Exception {
      String large = "0123456789abcdef".repeat(200_000);
      Files.writeString(www.resolve("large.txt"), large);

      assertOk(get("/large.txt"), large);
      assertThat(get("/large.txt", "Range: bytes=1000001-2000000"))
          .startsWith("HTTP/1.1 206 ")
          .endsWith("\r\n\r\n" + large.substring(1_000_001, 2_000_001));
      assertThat(header(server.request("HEAD /large.txt"), "Content-Length")).isEqualTo("3200000");
    }

    @Test
    void redirectsAreEncoded() throws Exception {
      Files.createDirectory(www.resolve("a b;\u00e9?"));

      assertThat(header(get("/a%20b;%C3%A9%3f"), "Location")).isEqualTo("/a%20b%3B%C3%A9%3F/");
    }
  }

  @Test
  void theRootMayItselfBeALink() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("link"), www);
    serve(link, "");

    assertOk(get("/a.txt"), "0123456789");
    assertOk(get("/"), "home");
  }

  @Test
  void aRootThatIsNotThereHasNoFiles() throws Exception {
    serve(directory.resolve("missing"), "");

    assertThat(get("/")).startsWith("HTTP/1.1 404 ");
    assertThat(get("/a.txt")).startsWith("HTTP/1.1 404 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/files/", "/files"})
  void anAliasStandsForItsPrefix(String prefix) throws Exception {
    serve(www, prefix);

    assertOk(get("/files/a.txt"), "0123456789");
    assertOk(get("/files/"), "home");
    assertThat(header(get("/files"), "Location")).isEqualTo("/files/");
    assertThat(header(get("/files/sub"), "Location")).isEqualTo("/files/sub/");
    assertThat(get("/a.txt")).startsWith("HTTP/1.1 404 ");
    assertThat(get("/filesa.txt")).startsWith("HTTP/1.1 404 ");
    assertThat(get("/files../outside.txt")).startsWith("HTTP/1.1 404 ");
    assertThat(get("/files/../outside.txt")).doesNotContain("outside");
  }

  @Test
  void anAliasMayBeOneFile() throws Exception {
    serve(www.resolve("a.txt"), "/favicon.ico");

    assertOk(get("/favicon.ico"), "0123456789");
    assertThat(get("/favicon.ico/")).startsWith("HTTP/1.1 404 ");
    assertThat(get("/favicon.ico/x")).startsWith("HTTP/1.1 404 ");
  }
}
