package org.pushrelay.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

/** The relay in Tomcat, as a process. */
class MountedInTomcatIT {

  @Test
  void subscribersGetWhatIsPublished() throws Exception {
    try (Program tomcat = Program.java(MountedInTomcat.class, "--port", "0")) {
      URI news = tomcat.uri().resolve("/sub?id=news");
      try (Program subscriber =
          Program.java(Subscriber.class, "--url", news.toString(), "--count", "2")) {
        URI publisher = tomcat.uri().resolve("/pub?id=news");
        Http.post(publisher, "text/plain", "one");
        subscriber.line(line -> line.endsWith(": one"));
        Http.post(publisher, "text/plain", "two");

        assertThat(subscriber.exitCode()).isZero();
        assertThat(subscriber.lines()).hasSize(2).last().asString().endsWith(": two");
      }
    }
  }
}
