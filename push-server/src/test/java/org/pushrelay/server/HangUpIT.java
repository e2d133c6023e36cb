package org.pushrelay.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.pushrelay.testkit.Eventually;

/** The real program reads its configuration again on SIGHUP. */
@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no SIGHUP")
class HangUpIT {
  private static final String TEXT =
      """
      server {
        listen 127.0.0.1:0;
        access_log access.log;
        location /pub { nchan_publisher; nchan_channel_id $arg_id; }
        location /sub { nchan_subscriber longpoll; nchan_channel_id $arg_id; }
        location /which { return 200 first; }
      }
      """;

  @TempDir private Path directory;
  private final HttpClient client = HttpClient.newHttpClient();

  private String get(URI target) {
    try {
      return client.send(HttpRequest.newBuilder(target).build(), BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void write(String text) throws IOException {
    Files.writeString(directory.resolve("relay.conf"), text);
  }

  @Test
  void itGoesOnWithWhatTheFileSaysThen() throws Exception {
    try (Program program = Program.start(directory, TEXT, 1)) {
      URI base = program.address();
      CompletableFuture<HttpResponse<String>> held =
          client.sendAsync(
              HttpRequest.newBuilder(base.resolve("/sub?id=1")).build(), BodyHandlers.ofString());
      Eventually.until(
          "one waits", () -> get(base.resolve("/pub?id=1")).contains("active subscribers: 1"));
      Files.move(directory.resolve("access.log"), directory.resolve("moved.log"));

      write(TEXT.replace("first", "second"));
      program.hangUp();

      Eventually.until(
          "the new configuration is in force", () -> get(base.resolve("/which")).equals("second"));
      HttpRequest publish =
          HttpRequest.newBuilder(base.resolve("/pub?id=1"))
              .POST(BodyPublishers.ofString("kept"))
              .build();
      assertThat(client.send(publish, BodyHandlers.discarding()).statusCode()).isEqualTo(201);
      assertThat(held.join().body()).isEqualTo("kept");
      Eventually.until(
          "the log is a new file", () -> Files.exists(directory.resolve("access.log")));
    }
  }

  @Test
  void whatIsWrongChangesNothingAndIsTold() throws Exception {
    try (Program program = Program.start(directory, TEXT, 1)) {
      write(TEXT.replace("first", "second") + "nonsense on;\n");
      program.hangUp();

      Eventually.until(
          "the log says why", () -> errors(program).contains("The configuration stays as it was"));
      assertThat(errors(program)).contains("relay.conf:8: \"nonsense\" is no directive");
      assertThat(get(program.address().resolve("/which"))).isEqualTo("first");
    }
  }

  @Test
  void reloadPrintsOneLineThatSaysWhatChanged() throws Exception {
    try (Program program = Program.start(directory, TEXT, 1)) {
      program.hangUp();
      assertThat(program.nextLine()).isEqualTo("read the configuration again: nothing changed");

      write(
          TEXT.replace("first", "second")
              .replace("listen 127.0.0.1:0;", "listen 127.0.0.1:0; gzip on;")
              .replace("access_log access.log;", ""));
      program.hangUp();
      assertThat(program.nextLine())
          .isEqualTo(
              "read the configuration again: changed: return in location /which;"
                  + " added: gzip in server; removed: access_log in server");

      program.hangUp();
      assertThat(program.nextLine()).isEqualTo("read the configuration again: nothing changed");
    }
  }

  @Test
  void theErrorLogIsOpenedAgain() throws Exception {
    String text = "error_log error.log info;\n" + TEXT;
    try (Program program = Program.start(directory, "http {\n" + text + "}\n", 1)) {
      Files.move(directory.resolve("error.log"), directory.resolve("moved.log"));

      program.hangUp();

      Eventually.until("the log is a new file", () -> read("error.log").contains("read again"));
      assertThat(read("moved.log")).doesNotContain("read again");
    }
  }

  private String read(String file) {
    try {
      Path path = directory.resolve(file);
      return Files.exists(path) ? Files.readString(path) : "";
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String errors(Program program) {
    try {
      return program.errors();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
