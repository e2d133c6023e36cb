package org.pushrelay.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The application on Netty, as a process. */
class ServedByNettyIT {

  @Test
  void subscribersHearTheTime() throws Exception {
    try (Program application = Program.java(ServedByNetty.class, "--port", "0");
        Program subscriber =
            Program.java(Subscriber.class, "--url", application.uri().toString(), "--count", "2")) {
      subscriber.line(line -> line.matches(".*: \\d\\d:\\d\\d(:\\d\\d)?"));

      assertThat(subscriber.exitCode()).isZero();
    }
  }
}
