package org.pushrelay.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server's jar with its own configuration, and everybody who talks to it. */
class DefaultServerIT {
  private static final int PORT = 8080;
  private static final URI PUBLISHER = URI.create("http://127.0.0.1:" + PORT + "/pub?id=miss");

  @BeforeEach
  void portIsFree() {
    assumeTrue(isFree(), "SKIPPED, port " + PORT + " is taken: the default server needs it");
  }

  private static boolean isFree() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void formInABrowserReachesThePageAndPython() throws Exception {
    try (Browser browser = Browser.start();
        Program server = Program.server();
        Program subscriber = startSubscriber(server)) {
      browser.open(server.uri());

      browser.submit("#message", "hello world");

      subscriber.line(line -> line.endsWith(" GMT: message=hello+world"));
      browser.await("message", b -> b.texts("#messages .body").equals(List.of("hello world")));
    }
  }

  private static Program startSubscriber(Program server) throws IOException {
    server.uri();
    return Program.python("subscriber.py");
  }

  @Test
  void javaSubscriberGoesOnWhenTheServerWasRestarted() throws Exception {
    try (Program subscriber = Program.java(Subscriber.class, "--count", "2")) {
      try (Program server = Program.server()) {
        server.uri();
        Http.post(PUBLISHER, "text/plain", "before");
        subscriber.line(line -> line.endsWith(": before"));
      }
      subscriber.line(line -> line.startsWith("--- no message"));
      try (Program server = Program.server()) {
        server.uri();
        Http.post(PUBLISHER, "text/plain", "after");

        assertThat(subscriber.exitCode()).isZero();
        assertThat(subscriber.lines()).last().asString().endsWith(": after");
      }
    }
  }
}
