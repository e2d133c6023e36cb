package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** That no text of a client makes an expression of the configuration expensive. */
@Timeout(60)
class ExpressionCostTest {
  private static final String CUBIC = "/r/" + "a/".repeat(2000);

  @AutoClose
  private final RelayUnderTest relay =
      RelayUnderTest.of(
          """
          server {
            listen 127.0.0.1:0;
            location ~ ^/r/(.+)/(.+)/(.+)\\.json$ { return 200 $1; }
            location ~ ^/deep/((?:\\w|-)+)$ { return 200 $1; }
            location ~ ^/bounded(?!x)(.+)/(.+)/(.+)\\.json$ { return 200 $1; }
            location /if {
              if ($arg_a ~ ^(?!x)(.+)-(.+)-(.+)-x$) { return 204; }
              return 200 no;
            }
            location /hooked {
              nchan_publisher; nchan_channel_id a;
              nchan_authorize_request /if?a=$arg_a;
            }
            location / { return 404; }
          }
          server {
            listen 127.0.0.1:0;
            server_name ~^(?!x)(.+)-(.+)-(.+)-x$;
          }
          """);

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("org.pushrelay");

  @BeforeEach
  void collectLog() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void detachLog() {
    logger.detachAppender(lines);
  }

  private void assertOneLine(String expression) {
    assertThat(lines.list).hasSize(1);
    assertThat(lines.list.get(0).getFormattedMessage())
        .startsWith("The search for the expression \"" + expression);
    assertThat(lines.list.get(0).getThrowableProxy()).isNull();
  }

  @Test
  void cubicExpressionTakesLinearTime() {
    for (int i = 0; i < 4; i++) {
      assertThat(relay.get(CUBIC).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void deepRepetitionIsServed() {
    String name = "a-b".repeat(1000);

    assertThat(relay.get("/deep/" + name).body()).isEqualTo(name);
  }

  @Test
  void searchBeyondItsLimitIs500WithOneLine() {
    assertThat(relay.get("/bounded/" + "a/".repeat(2000)).statusCode()).isEqualTo(500);

    assertOneLine("^/bounded(?!x)");
  }

  @Test
  void conditionBeyondItsLimitIs500WithOneLine() {
    assertThat(relay.get("/if?a=" + "a-".repeat(2000)).statusCode()).isEqualTo(500);

    assertOneLine("^(?!x)(.+)-");
  }

  @Test
  void hookWhoseConditionIsBeyondItsLimitLetsNobodyPublish() {
    assertThat(relay.post("/hooked?a=" + "a-".repeat(2000), "x").statusCode())
        .isGreaterThanOrEqualTo(400);
    assertThat(lines.list.get(0).getFormattedMessage()).contains("^(?!x)(.+)-");
  }
}
