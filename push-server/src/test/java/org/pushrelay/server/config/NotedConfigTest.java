package org.pushrelay.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushrelay.server.text.ConfigException;
import org.pushrelay.server.text.Problem;

/** Directives that are ignored, or do what their author may not expect. */
class NotedConfigTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "try_files $uri =404; | \"try_files\" has no effect: files are looked up like that by root and alias",
        "try_files $uri $uri/ =404; | \"try_files\" has no effect: files are looked up like that by root and alias",
        "proxy_cache off; | \"proxy_cache\" has no effect: that is the case anyway",
        "proxy_cache_bypass $http_upgrade; | \"proxy_cache_bypass\" has no effect: the relay is not a cache",
        "proxy_intercept_errors on; | \"proxy_intercept_errors\" has no effect: errors of applications go to the client as they are",
        "subrequest_output_buffer_size 16k; | \"subrequest_output_buffer_size\" has no effect: a response to a hook may have 16 MiB",
        "add_header Content-Length 0; | \"add_header\" has no effect: the relay sets Content-Length",
        "satisfy all; | \"satisfy\" has no effect: that is the case anyway",
        "sendfile on; | \"sendfile\" has no effect: files are read and sent piece by piece",
        "tcp_nopush on; | \"tcp_nopush\" has no effect: a message is sent at once, in as few packets as it needs",
        "tcp_nodelay on; | \"tcp_nodelay\" has no effect: a message is sent at once, in as few packets as it needs",
        "send_timeout 10; | \"send_timeout\" has no effect: a client that takes nothing of a response for 60 seconds is closed (on Netty, the default)",
        "etag off; | \"etag\" has no effect: files have an Etag and a Last-Modified",
        "default_type text/plain; add_header Content-Type text/html; | \"add_header\" adds a second Content-Type (expected: default_type alone)",
        "nchan_subscriber; nchan_channel_id a; nchan_access_control_allow_origin https://a.example; add_header Access-Control-Allow-Origin *; | \"add_header\" adds a second Access-Control-Allow-Origin, with which browsers reject the response (expected: nchan_access_control_allow_origin alone)",
      })
  void locationIsAcceptedWithANote(String directives, String note) throws ConfigException {
    assertThat(
            RelayConfig.parse("relay.conf", "location /a { " + directives + " }", Path.of("/"))
                .notes())
        .extracting(Problem::message)
        .containsExactly(note);
  }

  @Test
  void tableWhoseVariableHasNoEffectIsIgnored() throws ConfigException {
    RelayConfig config =
        RelayConfig.parse(
            "relay.conf",
            """
            http {
              map $http_upgrade $connection_upgrade { default upgrade; '' close; }
              log_format main '$connection_upgrade';
              server {
                location /a {
                  proxy_pass http://127.0.0.1:8000;
                  proxy_set_header Connection $connection_upgrade;
                }
              }
            }
            """,
            Path.of("/"));

    assertThat(config.notes())
        .extracting(Problem::toString)
        .containsExactly(
            "relay.conf:2: \"map\" has no effect: nothing uses its variable that has an effect",
            "relay.conf:3: \"log_format\" has no effect: access logs are written in the combined"
                + " format",
            "relay.conf:7: \"proxy_set_header\" has no effect: Connection belongs to the connection"
                + " to the application");
  }
}
