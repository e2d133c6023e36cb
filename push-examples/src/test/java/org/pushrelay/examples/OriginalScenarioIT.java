package org.pushrelay.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Python subscriber that remembers a date only, as a process. */
class OriginalScenarioIT {
  private DefaultRelay relay;

  @BeforeEach
  void start() throws Exception {
    relay = DefaultRelay.start();
  }

  @AfterEach
  void stop() throws Exception {
    relay.close();
  }

  @Test
  void printsBodyAndDateAndEndsAfterTheCount() throws Exception {
    try (Program subscriber = subscriber("miss", "--count", "2")) {
      relay.awaitWaiting("miss", 1);
      relay.publish("miss", "first");
      subscriber.line(line -> line.endsWith(" GMT: first"));
      relay.publish("miss", "second");

      assertThat(subscriber.exitCode()).isZero();
      assertThat(subscriber.lines()).hasSize(2).element(1).asString().endsWith(" GMT: second");
    }
  }

  @Test
  void getsTheSecondOfTwoWithinOneSecondAgainAndAgainAndSaysWhyOnce() throws Exception {
    String channel = twoWithinOneSecond();

    try (Program subscriber = subscriber(channel)) {
      subscriber.line(line -> line.contains("the same message again"));
      relay.publish(channel, "three");
      relay.awaitAsked(3);

      List<String> lines = subscriber.lines();
      assertThat(lines).filteredOn(line -> line.endsWith(": one")).hasSize(1);
      assertThat(lines).filteredOn(line -> line.endsWith(": two")).hasSize(1);
      assertThat(lines).filteredOn(line -> line.contains("the same message again")).hasSize(1);
      assertThat(lines).noneMatch(line -> line.endsWith(": three"));
    }
  }

  @Test
  void getsEachMessageOnceWithTheEtag() throws Exception {
    String channel = twoWithinOneSecond();

    try (Program subscriber = subscriber(channel, "--etag", "--count", "3")) {
      subscriber.line(line -> line.endsWith(": two"));
      relay.publish(channel, "three");

      assertThat(subscriber.exitCode()).isZero();
      assertThat(subscriber.lines())
          .extracting(line -> line.substring(line.indexOf("GMT: ") + 5))
          .containsExactly("one", "two", "three");
    }
  }

  @Test
  void goesOnWhenTheRelayComesBack() throws Exception {
    try (Program subscriber = subscriber("miss", "--count", "1")) {
      relay.awaitWaiting("miss", 1);
      relay.stop();
      subscriber.line(line -> line.contains("refused") && line.contains("asking again in"));
      relay.startAgain();
      relay.publish("miss", "after");

      subscriber.line(line -> line.endsWith(": after"));
      assertThat(subscriber.exitCode()).isZero();
    }
  }

  private Program subscriber(String channel, String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--url", relay.uri("/sub?id=" + channel).toString()));
    return Program.python("subscriber.py", all.toArray(new String[0]));
  }

  /** Makes pairs of messages until one falls into the same second; its channel. */
  private String twoWithinOneSecond() throws Exception {
    for (int i = 0; i < 10; i++) {
      String channel = "pair" + i;
      relay.publish(channel, "one");
      relay.publish(channel, "two");
      String date = relay.message(channel).headers().firstValue("Last-Modified").orElseThrow();
      HttpResponse<String> next = relay.message(channel, "If-Modified-Since", date);
      if (next.headers().firstValue("Last-Modified").orElseThrow().equals(date)) {
        return channel;
      }
    }
    throw new AssertionError("no two messages fell into the same second");
  }
}
