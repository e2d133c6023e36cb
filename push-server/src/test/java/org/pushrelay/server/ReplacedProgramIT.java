package org.pushrelay.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A build overwrites the file that the program runs from. */
class ReplacedProgramIT {
  private static final String CONFIG =
      """
      server {
        listen 127.0.0.1:0;
        access_log off;
        location = /pub { nchan_publisher; nchan_channel_id a; }
        location = /sub { nchan_subscriber; nchan_channel_id a; gzip on; }
        location = /health { push_health; }
        location = /metrics { push_metrics; }
      }
      """;

  private static final int END_SECONDS = 20;
  private static final int PATIENCE_MILLIS = 5000;

  /** Requests of kinds that need different parts of the program. */
  private static final List<String> REQUESTS =
      List.of(
          "GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
          "GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
          "POST /pub HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx",
          "POST /pub HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
              + "Connection: close\r\n\r\n1\r\nx\r\n0\r\n\r\n",
          "OPTIONS /sub HTTP/1.1\r\nHost: a\r\nOrigin: b\r\nConnection: close\r\n\r\n",
          "GET /sub HTTP/1.0\r\nAccept: multipart/mixed\r\n\r\n",
          "BAD\r\n\r\n");

  @Test
  void programServesOnOrEndsWithAReasonWhenItsFileIsOverwritten(@TempDir Path directory)
      throws Exception {
    Path jar = Files.copy(Program.JAR, directory.resolve("program.jar"));
    try (Program program = Program.startFrom(jar, directory, CONFIG)) {
      overwrite(jar);

      boolean allAnswered = true;
      for (String request : REQUESTS) {
        allAnswered &= program.isRunning() && isAnswered(program, request);
      }

      if (allAnswered) {
        program.terminate();
      }
      int status = program.await(END_SECONDS);
      if (!allAnswered) {
        assertThat(status).as(program.errors()).isEqualTo(Main.CANNOT_GO_ON);
        assertThat(program.errors()).contains("cannot go on");
      }
    }
  }

  /** In place, as some tools do: what was not read of it is gone. */
  private static void overwrite(Path jar) throws IOException {
    long size = Files.size(jar);
    try (FileChannel file = FileChannel.open(jar, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.allocate((int) size), 0);
    }
  }

  private static boolean isAnswered(Program program, String request) {
    try (Socket socket = new Socket(program.address().getHost(), program.address().getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return socket.getInputStream().read() >= 0;
    } catch (IOException e) {
      return false;
    }
  }
}
