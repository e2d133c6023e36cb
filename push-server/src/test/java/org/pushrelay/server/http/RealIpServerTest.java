package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pushrelay.server.config.RelayConfig;
import org.pushrelay.server.transport.TransportUnderTest;
import org.pushrelay.testkit.Eventually;

/** That a trusted proxy says who a client is, and that internal locations are closed. */
@Timeout(60)
class RealIpServerTest {
  private static final String TEXT =
      """
      server {
        listen 127.0.0.1:0;
        set_real_ip_from 127.0.0.0/8;
        real_ip_header X-Forwarded-For;
        access_log access.log;
        location /who { return 200 $remote_addr; }
        location /closed { deny 192.0.2.0/24; root .; }
        location /inside { internal; return 200 never; }
      }
      """;

  @TempDir private Path directory;

  private static HttpResponse<String> get(URI target) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(target).header("X-Forwarded-For", "192.0.2.7").build(),
            BodyHandlers.ofString());
  }

  @Test
  void itCountsEverywhere() throws Exception {
    RelayConfig config = RelayConfig.parse("relay.conf", TEXT, directory);
    try (RelayServer server = RelayServer.start(config, TransportUnderTest.transport())) {
      URI base = URI.create(server.addresses().get(0));

      assertThat(get(base.resolve("/who")).body()).isEqualTo("192.0.2.7");
      assertThat(get(base.resolve("/closed")).statusCode()).isEqualTo(403);
      assertThat(get(base.resolve("/inside")).statusCode()).isEqualTo(404);
    }
    Eventually.until("all are logged", () -> lines() == 3);
    assertThat(Files.readAllLines(directory.resolve("access.log")))
        .allMatch(line -> line.startsWith("192.0.2.7 - - "));
  }

  private long lines() {
    try {
      return Files.readAllLines(directory.resolve("access.log")).size();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
