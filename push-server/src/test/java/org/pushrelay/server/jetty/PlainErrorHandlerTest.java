package org.pushrelay.server.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PlainErrorHandlerTest {
  private RawServer server;

  /** Fails as the path says. */
  private static final class Failing extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      String path = Request.getPathInContext(request);
      if (path.equals("/throws")) {
        throw new IllegalStateException("secret detail");
      }
      if (path.equals("/http")) {
        throw new HttpException.RuntimeException(413, "secret reason");
      }
      if (path.equals("/304")) {
        Response.writeError(request, response, callback, 304);
        return true;
      }
      return false;
    }
  }

  @BeforeEach
  void start() throws Exception {
    server = new RawServer(new Failing(), UriCompliance.DEFAULT);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private static void assertPlain(String answer, String statusLine, String body) {
    assertThat(answer)
        .startsWith("HTTP/1.1 " + statusLine + "\r\n")
        .containsIgnoringCase("\r\nContent-Type: text/plain\r\n")
        .endsWith("\r\n\r\n" + body)
        .doesNotContainIgnoringCase("jetty")
        .doesNotContainIgnoringCase("\r\nServer:")
        .doesNotContain("<", "secret", "Exception");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT", "DELETE", "OPTIONS"})
  void whatNobodyAnswersIsNotFound(String method) throws Exception {
    assertPlain(
        server.request(method + " /%3Cb%3E?x=secret", "Accept: text/html"),
        "404 Not Found",
        "404 Not Found\n");
  }

  @Test
  void aFailureTellsNothing() throws Exception {
    assertPlain(server.request("GET /throws"), "500 Server Error", "500 Internal Server Error\n");
  }

  @Test
  void aFailureWithAStatusKeepsIt() throws Exception {
    assertPlain(server.request("GET /http"), "413 Payload Too Large", "413 Payload Too Large\n");
  }

  @Test
  void headGetsNoBody() throws Exception {
    assertThat(server.request("HEAD /"))
        .startsWith("HTTP/1.1 404 ")
        .contains("\r\nContent-Length: 14\r\n")
        .endsWith("\r\n\r\n");
  }

  @Test
  void aStatusWithoutABodyHasNone() throws Exception {
    assertThat(server.request("GET /304"))
        .startsWith("HTTP/1.1 304 ")
        .doesNotContain("\r\nContent-")
        .endsWith("\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "nonsense\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
      })
  void aBrokenRequestEndsTheConnection(String request) throws Exception {
    assertPlain(server.send(request), "400 Bad Request", "400 Bad Request\n");
  }

  @Test
  void anEndlessHeadEndsTheConnection() throws Exception {
    assertPlain(
        server.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(20_000)),
        "431 Request Header Fields Too Large",
        "431 Request Header Fields Too Large\n");
  }
}
