package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
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

  private static HttpResponse<String> get(RelayUnderTest relay, String internalTarget) {
    return relay.get(internalTarget, "X-Forwarded-For", "192.0.2.7");
  }

  @Test
  void itCountsEverywhere() throws Exception {
    try (RelayUnderTest relay = RelayUnderTest.of(TEXT, directory)) {
      assertThat(get(relay, "/who").body()).isEqualTo("192.0.2.7");
      assertThat(get(relay, "/closed").statusCode()).isEqualTo(403);
      assertThat(get(relay, "/inside").statusCode()).isEqualTo(404);
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
