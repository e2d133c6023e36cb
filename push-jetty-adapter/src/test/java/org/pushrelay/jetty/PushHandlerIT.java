package org.pushrelay.jetty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLConnection;
import java.util.List;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.PushResponse;

/** Which requests reach which endpoint. */
class PushHandlerIT {
  private final Server server =
      new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

  @BeforeEach
  void start() throws Exception {
    PushHandler handler =
        new PushHandler()
            .mount("/a", says("a"))
            .mount("/a/b/", says("b"))
            .mount(
                "/fails",
                exchange -> {
                  throw new IllegalStateException("a secret");
                });
    server.setHandler(new Handler.Sequence(handler, new PushHandler().mount("/", says("rest"))));
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  private static ExchangeHandler says(String text) {
    return exchange -> exchange.respond(PushResponse.of(200, List.of(), MessageBody.utf8(text)));
  }

  private URLConnection connection(String path) throws IOException {
    int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    return URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
  }

  private String get(String path) throws IOException {
    return new String(connection(path).getInputStream().readAllBytes(), UTF_8);
  }

  @Test
  void theClosestMountGetsTheRequest() throws IOException {
    assertThat(get("/a")).isEqualTo("a");
    assertThat(get("/a/x?y=z")).isEqualTo("a");
    assertThat(get("/a/b")).isEqualTo("b");
    assertThat(get("/a/b/c")).isEqualTo("b");
  }

  @Test
  void otherPathsGoToTheNextHandler() throws IOException {
    assertThat(get("/ab")).isEqualTo("rest");
    assertThat(get("/")).isEqualTo("rest");
  }

  @Test
  void anEndpointThatFailsShowsNothingOfIt() throws IOException {
    URLConnection failed = connection("/fails");

    assertThat(failed.getHeaderField(0)).startsWith("HTTP/1.1 500 ");
    assertThat(failed.getContentLength()).isZero();
  }

  @Test
  void mountsThatMakeNoSenseAreRefused() {
    PushHandler handler = new PushHandler().mount("/a", says("a"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> handler.mount("b", says("b")))
        .withMessage("path: b (expected: one that starts with /)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> handler.mount("/a/", says("b")))
        .withMessage("path: /a/ (expected: one that nothing is mounted at yet)");
  }
}
