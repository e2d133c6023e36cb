package org.pushrelay.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pushrelay.server.transport.TransportUnderTest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first clients after the start wait no longer than others. */
@Timeout(60)
class StartIT {
  private static final Logger log = LoggerFactory.getLogger(StartIT.class);

  private static final String TEXT =
      """
      server {
        listen 127.0.0.1:0;
        location /pub { nchan_publisher; nchan_channel_id $arg_id; }
        location /sub { nchan_subscriber; nchan_channel_id $arg_id; }
      }
      """;

  @TempDir private Path directory;

  @Test
  void allThatTheFirstRequestsNeedIsLoadedBeforeItListens() throws Exception {
    Path classes = directory.resolve("classes.log");
    try (Program program =
        Program.start(directory, TEXT, 1, "-Xlog:class+init:file=" + classes.getFileName())) {
      long before = relayClasses(classes);

      long handshake =
          millis(
              program,
              "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                  + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n",
              "101 ");
      long eventStream = millis(program, "Accept: text/event-stream\r\n", "200 ");

      // how long that takes depends on the machine; what it has to load does not
      log.info(
          "The first handshake on {} took {} ms, the first event stream {} ms",
          TransportUnderTest.NAME,
          handshake,
          eventStream);
      assertThat(Files.readString(classes))
          .contains("Initializing 'org/pushrelay/websocket/WebSocketConnection'");
      assertThat(relayClasses(classes) - before)
          .as("classes initialized by requests")
          .isLessThan(15);
    }
  }

  /**
   * Classes of the relay that were initialized; those of lambdas are not counted. A thread in the
   * background loads all others, and initializes none.
   */
  private static long relayClasses(Path log) throws IOException {
    return Files.readString(log)
        .lines()
        .filter(line -> line.contains("Initializing 'org/pushrelay/") && !line.contains("$$Lambda"))
        .count();
  }

  private static long millis(Program program, String headers, String status) throws IOException {
    long begin = System.nanoTime();
    try (RawClient client = new RawClient(program.address())) {
      client
          .send("GET /sub?id=a HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n")
          .until(Pattern.compile("(?s)HTTP/1.1 " + status + ".*\r\n\r\n.*"));
    }
    return (System.nanoTime() - begin) / 1_000_000;
  }
}
