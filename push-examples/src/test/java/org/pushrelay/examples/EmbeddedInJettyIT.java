package org.pushrelay.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

/** The Jetty application, as a process. */
class EmbeddedInJettyIT {

  @Test
  void subscribersHearWhatTheApplicationPublishes() throws Exception {
    try (Program application = Program.java(EmbeddedInJetty.class, "--port", "0")) {
      URI hello = application.uri();
      try (Program subscriber =
          Program.java(
              Subscriber.class,
              "--url",
              hello.resolve("/sub?id=visits").toString(),
              "--count",
              "1")) {
        assertThat(Http.get(hello).body()).startsWith("hello");
        subscriber.line(line -> line.endsWith(": a visitor said hello"));
        assertThat(subscriber.exitCode()).isZero();
      }
    }
  }
}
