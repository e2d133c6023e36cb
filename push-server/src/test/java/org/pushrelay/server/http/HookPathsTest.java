package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushrelay.server.config.RelayConfig;
import org.pushrelay.server.text.Problem;
import org.slf4j.LoggerFactory;

/** Which location a hook asks, and with which query. */
@Timeout(60)
class HookPathsTest {
  /** A location that refuses, and says what it was asked, shows what a hook asks. */
  private static final String CONFIG =
      """
      server {
        listen 127.0.0.1:0;
        location /asked { internal; return 401 "$uri?$args of $nchan_channel_id"; }
        location = /yes { internal; return 200; }
        location ~ ^/with-args/(.+)$ {
          nchan_subscriber; nchan_channel_id $1; nchan_authorize_request /asked$is_args$args;
        }
        location ~ ^/with-more/(.+)$ {
          nchan_subscriber; nchan_channel_id $1;
          nchan_authorize_request /asked$is_args$args&more=1;
        }
        location ~ ^/with-target/(.+)$ {
          nchan_subscriber; nchan_channel_id $1; nchan_authorize_request /asked$request_uri;
        }
        location ~ ^/with-id/(.+)$ {
          nchan_subscriber; nchan_channel_id $1 other;
          nchan_authorize_request /asked/$nchan_channel_id?2=$nchan_channel_id2;
        }
        location = /with-name {
          nchan_subscriber; nchan_channel_id x; nchan_authorize_request /asked/$arg_name;
        }
        location ~ ^/named/(.+)$ {
          nchan_subscriber intervalpoll; nchan_channel_id $1 other;
          add_header X-Channels "$nchan_channel_id, $nchan_channel_id2, $nchan_channel_ids";
        }
        location = /circle { nchan_subscriber intervalpoll; nchan_channel_id "a$nchan_channel_id"; }
        location = /lost {
          nchan_subscriber; nchan_channel_id x; nchan_authorize_request /nowhere?uid=1;
        }
      }
      """;

  private static RelayUnderTest relay;

  @BeforeAll
  static void start() {
    relay = RelayUnderTest.of(CONFIG);
  }

  @AfterAll
  static void stop() {
    relay.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/with-args/x?uid=1, /asked?uid=1 of x",
    "/with-args/x, /asked? of x",
    "/with-more/x?uid=1, /asked?uid=1&more=1 of x",
    "/with-target/x?uid=1, /asked/with-target/x?uid=1 of x",
    "/with-target/a%20b%3Fc, /asked/with-target/a b?c? of a b?c",
    "/with-id/x?uid=1, /asked/x?2=other of x",
    "/with-id/a%3Fb%20c, /asked/a?b c?2=other of a?b c",
    "/with-name?name=a, /asked/a?name=a of x"
  })
  void hookAsksThePathAndTheQueryOfItsText(String internalTarget, String asked) {
    HttpResponse<String> refused = relay.get(internalTarget);

    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.body()).isEqualTo(asked);
  }

  @ParameterizedTest
  @CsvSource({"../yes", "a/../../yes", ".", "../yes?"})
  void clientCannotChooseTheLocationThatIsAskedByDots(String name) {
    assertThat(relay.get("/with-name?name=" + name).statusCode()).isEqualTo(400);
  }

  @Test
  void addedHeaderKnowsTheChannels() {
    HttpResponse<String> response = relay.get("/named/a%20b%2Cc");

    assertThat(response.headers().firstValue("X-Channels"))
        .hasValue("a b,c, other, a%20b%2Cc,other");
  }

  @Test
  void channelThatIsNamedAfterItselfIsNamedAfterNothing() {
    assertThat(relay.get("/circle").statusCode()).isEqualTo(304);
  }

  @Test
  void hookThatAsksWhereNothingIsServedIsLoggedAsAnError() {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    Logger logger = (Logger) LoggerFactory.getLogger(LocationHandler.class);
    logger.addAppender(lines);
    int status = relay.get("/lost").statusCode();
    logger.detachAppender(lines);

    assertThat(status).isEqualTo(404);
    assertThat(lines.list)
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.getLevel()).isEqualTo(Level.ERROR);
              assertThat(line.getFormattedMessage())
                  .isEqualTo("/nowhere is asked by a hook, and no location serves it");
            });
  }

  @Test
  void hookThatAsksWhereNothingIsServedIsNotedWhenTheConfigurationIsRead() {
    RelayConfig config = RelayUnderTest.config(CONFIG, Path.of(""));

    assertThat(config.notes())
        .extracting(Problem::message)
        .filteredOn(message -> message.contains("no location"))
        .containsExactly(
            "\"nchan_authorize_request\" asks /nowhere, which no location of this server serves:"
                + " all that is asked is refused");
  }
}
