package org.pushrelay.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The subscriber in Java, as a process. */
class SubscriberIT {
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
  void printsEachMessageOnceAndInOrder() throws Exception {
    relay.publish("miss", "kept");
    try (Program subscriber = subscriber(relay, 5)) {
      relay.awaitWaiting("miss", 1);
      for (String text : new String[] {"a", "a", "b", "c"}) {
        relay.publish("miss", text);
      }

      assertThat(subscriber.exitCode()).isZero();
      assertThat(subscriber.lines())
          .extracting(line -> line.substring(line.indexOf("GMT: ") + 5))
          .containsExactly("kept", "a", "a", "b", "c");
    }
  }

  @Test
  void goesOnWhenTheRelayComesBack() throws Exception {
    relay.publish("miss", "before");
    try (Program subscriber = subscriber(relay, 2)) {
      subscriber.line(line -> line.endsWith(": before"));
      relay.awaitWaiting("miss", 1);
      relay.stop();
      subscriber.line(line -> line.contains("ConnectException"));
      relay.startAgain();
      relay.publish("miss", "after");

      assertThat(subscriber.exitCode()).isZero();
      assertThat(subscriber.lines()).last().asString().endsWith(": after");
    }
  }

  @Test
  void asksAgainWhenAWaitEndsWithoutAMessage() throws Exception {
    try (DefaultRelay impatient = DefaultRelay.start(Duration.ofMillis(1500));
        Program subscriber = subscriber(impatient, 1)) {
      impatient.awaitAsked(3);
      impatient.publish("miss", "late");

      assertThat(subscriber.exitCode()).isZero();
      assertThat(subscriber.lines()).singleElement().asString().endsWith(": late");
    }
  }

  @Test
  void tellsOfLostMessagesWhereTheRelayDoes() throws Exception {
    try (DefaultRelay standard = DefaultRelay.startStandard();
        Program subscriber = subscriber(standard, 2)) {
      standard.publish("miss", "before");
      subscriber.line(line -> line.endsWith(": before"));
      standard.stop();
      standard.startAgain();
      standard.publish("miss", "after");

      assertThat(subscriber.exitCode()).isZero();
      assertThat(subscriber.lines())
          .anyMatch(line -> line.matches("--- messages after \\d+:0 were lost"))
          .last()
          .asString()
          .endsWith(": after");
    }
  }

  private static Program subscriber(DefaultRelay relay, int count) throws Exception {
    String url = relay.uri("/sub?id=miss").toString();
    return Program.java(Subscriber.class, "--url", url, "--count", Integer.toString(count));
  }
}
