package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushrelay.server.config.RelayConfig;
import org.pushrelay.server.text.ConfigException;
import org.pushrelay.server.transport.TransportUnderTest;

/** That {@code if} decides for each request. */
@Timeout(60)
class IfTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static RelayServer server;
  private static URI base;

  @BeforeAll
  static void start() throws Exception {
    String text =
        """
        server {
          listen 127.0.0.1:0;
          if ($arg_closed) { return 503 "closed"; }

          location ~ ^/pub/(\\w+)$ { nchan_publisher; nchan_channel_id $1; }
          location ~ ^/sub/(\\w+)$ {
            nchan_subscriber;
            nchan_channel_id $1;
            nchan_subscriber_timeout 1s;
            if ($arg_from = 'newest') { nchan_subscriber_first_message newest; }
            if ($arg_from ~* ^last(\\d)$) {
              set $count -$1;
              nchan_subscriber_first_message -1;
              add_header X-Count $count;
            }
          }
          location = /say {
            set $word plain;
            default_type text/plain;
            if ($http_x_word != "") { set $word "$http_x_word"; }
            if ($word !~ ^[a-z]+$) { return 400 "no $word"; }
            if ($arg_loud) { add_header X-Loud yes; }
            return 200 "$word";
          }
          location = /both {
            push_subscriber interval-poll;
            set $push_channel_id none;
            if ($request_method = POST) { return 405 "only read"; }
          }
        }
        """;
    server =
        RelayServer.start(
            RelayConfig.parse("if.conf", text, Path.of("")), TransportUnderTest.transport());
    base = URI.create(server.addresses().get(0));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(String target) throws Exception {
    return send(HttpRequest.newBuilder(base.resolve(target)));
  }

  private static void publish(String channel, String body) throws Exception {
    URI uri = base.resolve("/pub/" + channel);
    assertThat(send(HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(body))).statusCode())
        .isEqualTo(202);
  }

  @Test
  void settingsAroundIt() throws Exception {
    publish("news", "first");
    publish("news", "second");

    assertThat(get("/sub/news").body()).isEqualTo("first");
    assertThat(get("/sub/news?from=newest").statusCode()).isEqualTo(408);
  }

  @Test
  void whatAnExpressionCatches() throws Exception {
    publish("1", "of the first");
    publish("1", "of the last");
    HttpResponse<String> last = get("/sub/1?from=LAST1");

    // as in nginx, $1 is from then on what this expression has caught
    assertThat(last.headers().firstValue("X-Count")).hasValue("-1");
    assertThat(last.body()).isEqualTo("of the last");
  }

  @ParameterizedTest
  @CsvSource({"'', 200, plain", "word, 200, word", "W0rd, 400, no W0rd"})
  void stepsInTheirOrder(String header, int status, String body) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve("/say"));
    HttpResponse<String> answer =
        send(header.isEmpty() ? request : request.header("X-Word", header));

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.headers().firstValue("X-Loud")).isEmpty();
  }

  @Test
  void theLastBlockThatHoldsAnswers() throws Exception {
    assertThat(get("/say?loud=1").headers().firstValue("X-Loud")).hasValue("yes");
    assertThat(get("/both").statusCode()).isEqualTo(304);
    HttpRequest.Builder post =
        HttpRequest.newBuilder(base.resolve("/both")).POST(BodyPublishers.noBody());
    assertThat(send(post).body()).isEqualTo("only read");
  }

  @Test
  void outsideOfLocationsToo() throws Exception {
    assertThat(get("/say?closed=1").statusCode()).isEqualTo(503);
    assertThat(get("/say?closed=0").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "if $arg_a { return 200; } | has a condition that cannot be read",
        "if (-f /x) { return 200; } | has a condition that cannot be read",
        "if ($arg_a = b c) { return 200; } | has a condition that cannot be read",
        "if ($nothing) { return 200; } | uses the variable $nothing, which nothing defines",
        "if ($arg_a ~ '(') { return 200; } | has a broken expression",
        "if ($arg_a) { allow all; } | \"allow\" cannot stand in an if (expected: around it)",
        "if ($arg_a) { if ($arg_b) { return 200; } } | \"if\" cannot stand in an if",
        "if ($arg_a) { nchan_subscriber_timeout x; } | \"nchan_subscriber_timeout\" is \"x\"",
      })
  void whatCannotBeIsRefusedAtStart(String directives, String message) {
    ConfigException failure =
        catchThrowableOfType(
            ConfigException.class,
            () ->
                RelayConfig.parse("wrong.conf", "location /x { " + directives + " }", Path.of("")));
    assertThat(failure).hasMessageContaining(message);
  }
}
