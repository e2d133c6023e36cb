package org.pushrelay.server.jetty;

import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pushrelay.server.config.RelayConfig;
import org.pushrelay.server.http.RelayServer;

class UnixSocketRefusalTest {
  @TempDir private Path directory;

  @Test
  void unixSocketIsRefusedWithTheTransportThatHasThem() throws Exception {
    RelayConfig config = RelayConfig.parse("relay.conf", "server { listen unix:a; }", directory);

    assertThatIOException()
        .isThrownBy(() -> RelayServer.start(config, JettyTransport::start).close())
        .withMessage(
            "cannot listen on unix:"
                + directory.resolve("a")
                + ": Jetty listens on TCP ports only (expected: --transport=netty)");
  }
}
