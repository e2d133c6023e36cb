package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That nobody can say over HTTP/2 to be for a host that is none. */
@Timeout(60)
class AuthorityTest {
  private static final int PROTOCOL_ERROR = 1;
  private static final String AUTHORITY = ":authority";

  @AutoClose
  private static final RelayUnderTest RELAY =
      RelayUnderTest.of(
          """
          http2 on;
          server {
            listen 127.0.0.1:0;
            server_name relay.example.com;
            location = /host { return 200 "$host|$http_host"; }
          }
          """);

  private static RawHttp2.Answer ask(String... fields) throws Exception {
    try (RawHttp2 client = new RawHttp2(RELAY.base())) {
      return client.get("/host", fields);
    }
  }

  @Test
  void aHostIsTold() throws Exception {
    assertThat(ask(AUTHORITY, "App.example.com:8080"))
        .isEqualTo(new RawHttp2.Answer(200, "app.example.com|App.example.com:8080", -1));
    assertThat(ask(AUTHORITY, "[::1]:80"))
        .isEqualTo(new RawHttp2.Answer(200, "[::1]|[::1]:80", -1));
    assertThat(ask("host", "app.example.com"))
        .isEqualTo(new RawHttp2.Answer(200, "app.example.com|app.example.com", -1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b",
        "a/b",
        "a\\b",
        "a?b",
        "a#b",
        "bob@a",
        "a\r\nX-Forged: yes",
        "a\nb",
        "a\u0000b",
        "a\tb",
        "\u00e4",
        "<script>",
        "\"a\"",
        "a,b c",
        "a{b}",
      })
  void whatIsNoHostIsRefused(String text) throws Exception {
    assertRefused(AUTHORITY, text);
    assertRefused("host", text);
    assertRefused(AUTHORITY, "a", "host", text);
  }

  @Test
  void anotherHostBesideItIsRefused() throws Exception {
    assertRefused(AUTHORITY, "a.example.com", "host", "b.example.com");
    assertRefused(AUTHORITY, "a.example.com", "host", "a.example.com", "host", "b.example.com");
    assertRefused("host", "a.example.com", "host", "b.example.com");
    assertThat(ask(AUTHORITY, "a.example.com", "host", "A.example.com").status()).isEqualTo(200);
  }

  /** By a response, or as malformed by the codec (RFC 9113, 8.1.1). */
  private static void assertRefused(String... fields) throws Exception {
    RawHttp2.Answer response = ask(fields);
    boolean isMalformed = response.status() == 0 && response.error() == PROTOCOL_ERROR;
    assertThat(isMalformed || response.status() == 400)
        .as("%s: %s", List.of(fields), response)
        .isTrue();
  }
}
