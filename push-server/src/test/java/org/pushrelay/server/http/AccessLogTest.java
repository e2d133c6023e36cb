package org.pushrelay.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class AccessLogTest {
  private static final ZonedDateTime TIME =
      ZonedDateTime.of(2026, 11, 23, 1, 30, 6, 0, ZoneOffset.UTC);

  @TempDir Path directory;

  private static AccessLogLine line(String request) {
    return new AccessLogLine("192.0.2.1", "", TIME, request, 200, 5, "", "");
  }

  private static void awaitText(Path file, String text) {
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(Files.readString(file)).contains(text));
  }

  @Test
  void linesAreAppendedInOrder() throws IOException {
    Path file = directory.resolve("access.log");
    Files.writeString(file, "from before\n");

    try (AccessLog log = new AccessLog(file)) {
      for (int i = 0; i < 1000; i++) {
        log.log(line("GET /" + i + " HTTP/1.1"));
      }
    }

    assertThat(Files.readAllLines(file)).hasSize(1001).startsWith("from before");
    assertThat(Files.readAllLines(file).get(1000))
        .isEqualTo(
            "192.0.2.1 - - [23/Nov/2026:01:30:06 +0000] \"GET /999 HTTP/1.1\" 200 5 \"-\" \"-\"");
  }

  @Test
  void aLineIsInTheFileWithoutTheLogBeingClosed() throws IOException {
    Path file = directory.resolve("access.log");

    try (AccessLog log = new AccessLog(file)) {
      log.log(line("GET /one HTTP/1.1"));

      awaitText(file, "GET /one");
    }
  }

  @Test
  void aFileThatCannotBeOpenedIsSaid() {
    Path missing = directory.resolve("no").resolve("access.log");

    assertThatIOException()
        .isThrownBy(() -> new AccessLog(missing))
        .withMessage(missing + " cannot be written: No such file or directory");
    assertThatIOException()
        .isThrownBy(() -> new AccessLog(directory))
        .withMessage(directory + " cannot be written: it is a directory");
  }

  @Test
  void afterTheEndNothingIsLogged() throws IOException {
    Path file = directory.resolve("access.log");
    AccessLog log = new AccessLog(file);
    log.close();

    log.log(line("GET /late HTTP/1.1"));
    log.close();

    assertThat(file).isEmptyFile();
  }

  @Test
  void nobodyWaitsForASlowDisk() throws IOException {
    CountDownLatch disk = new CountDownLatch(1);
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    OutputStream slow =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
              if (!disk.await(20, TimeUnit.SECONDS)) {
                throw new IOException("the test has hung");
              }
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            written.write(bytes, offset, length);
          }
        };

    AccessLog log = new AccessLog(directory.resolve("slow"), slow);
    int lines = 2 * AccessLog.CAPACITY;
    for (int i = 0; i < lines; i++) {
      log.log(line("GET /" + i + " HTTP/1.1"));
    }
    assertThat(log.leftOut()).isGreaterThan(0);
    long leftOut = log.leftOut();
    disk.countDown();
    log.close();

    assertThat(written.toString(US_ASCII).lines()).hasSize((int) (lines - leftOut));
    assertThat(log.leftOut()).as("what was not said yet").isZero();
  }

  @Test
  void aBrokenDiskDoesNotEndTheLog() throws IOException {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    OutputStream full =
        new OutputStream() {
          private boolean wasFull;

          @Override
          public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            if (!wasFull) {
              wasFull = true;
              throw new IOException("No space left on device");
            }
            written.write(bytes, offset, length);
          }
        };

    try (AccessLog log = new AccessLog(directory.resolve("full"), full)) {
      log.log(line("GET /one HTTP/1.1"));
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () -> {
                log.log(line("GET /more HTTP/1.1"));
                assertThat(written.size()).isPositive();
              });
    }
  }
}
