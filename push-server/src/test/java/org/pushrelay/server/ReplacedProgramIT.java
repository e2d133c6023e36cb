package org.pushrelay.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
        location = /sub { nchan_subscriber; nchan_channel_id a; }
      }
      """;

  private static final int END_SECONDS = 30;

  @Test
  void programEndsWithAReasonWhenItsFileIsOverwritten(@TempDir Path directory) throws Exception {
    Path jar = Files.copy(Program.JAR, directory.resolve("program.jar"));
    try (Program program = Program.startFrom(jar, directory, CONFIG)) {
      overwrite(jar);

      assertThat(program.await(END_SECONDS)).as(program.errors()).isEqualTo(Main.CANNOT_GO_ON);
      assertThat(program.errors()).contains("cannot go on");
    }
  }

  /** In place, as some tools do: what was not read of it is gone. */
  private static void overwrite(Path jar) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocate((int) Files.size(jar));
    try (FileChannel file = FileChannel.open(jar, StandardOpenOption.WRITE)) {
      while (zeros.hasRemaining()) {
        file.write(zeros);
      }
    }
  }
}
