package org.pushrelay.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pushrelay.server.config.RelayConfig;
import org.pushrelay.testkit.Eventually;

/** That a server goes on with another configuration. */
@Timeout(60)
class ReloadTest {
  private static final String FIRST =
      """
      server {
        listen 127.0.0.1:0;
        location /pub { nchan_publisher; nchan_channel_id $arg_id; access_log access.log; }
        location /sub { nchan_subscriber longpoll; nchan_channel_id $arg_id; }
        location /which { return 200 first; }
      }
      """;

  @TempDir private Path directory;
  @AutoClose private RelayUnderTest relay;

  @BeforeEach
  void start() {
    relay = RelayUnderTest.of(FIRST, directory);
  }

  private RelayConfig config(String text) {
    return RelayUnderTest.config(text, directory);
  }

  private String get(String internalTarget) {
    return relay.get(internalTarget).body();
  }

  private int publish(String internalTarget) {
    return relay.post(internalTarget, "m").statusCode();
  }

  @Test
  void whoWaitsGoesOnWaiting() throws Exception {
    publish("/pub?id=kept");
    CompletableFuture<HttpResponse<String>> held = relay.hold("/sub?id=1");
    Eventually.until("one waits", () -> get("/pub?id=1").contains("active subscribers: 1"));

    relay
        .server()
        .reload(
            config(
                FIRST
                    .replace("200 first", "200 second")
                    .replace("location /pub ", "location /in ")
                    .replace("longpoll", "intervalpoll")));

    assertThat(relay.server().addresses()).containsExactly(relay.base().toString());
    assertThat(get("/which")).isEqualTo("second");
    assertThat(publish("/pub?id=1")).isEqualTo(404);
    assertThat(publish("/in?id=1")).isEqualTo(201);
    assertThat(held.join().body()).isEqualTo("m");
    assertThat(get("/sub?id=kept")).isEqualTo("m");
  }

  @Test
  void reloadedRulesApplyToNewRequests() throws Exception {
    String[] client = {"X-Forwarded-For", "192.0.2.7"};
    String open =
        FIRST
            .replace("longpoll", "longpoll eventsource")
            .replace(
                "server {",
                "server { set_real_ip_from 127.0.0.0/8; real_ip_header X-Forwarded-For;");
    String closed = open.replace("location /sub {", "location /sub { deny 192.0.2.0/24;");
    relay.server().reload(config(open));
    CompletableFuture<HttpResponse<String>> held = relay.hold("/sub?id=1", client);
    try (BufferedReader events =
        new BufferedReader(new InputStreamReader(relay.events("/sub?id=1", client), UTF_8))) {
      Eventually.until("both wait", () -> get("/pub?id=1").contains("active subscribers: 2"));

      relay.server().reload(config(closed));
      assertThat(relay.get("/sub?id=1", client).statusCode()).isEqualTo(403);
      assertThat(get("/pub?id=1")).contains("active subscribers: 2");
      publish("/pub?id=1");

      assertThat(held.join().body()).isEqualTo("m");
      assertThat(events.lines().filter(line -> line.startsWith("data: ")).findFirst())
          .hasValue("data: m");
    }

    // who says now by the old field who it is, is believed no more
    relay.server().reload(config(closed.replace("X-Forwarded-For", "X-Real-IP")));
    assertThat(relay.get("/sub?id=1", client).body()).isEqualTo("m");
    assertThat(relay.get("/sub?id=1", "X-Real-IP", "192.0.2.7").statusCode()).isEqualTo(403);
    relay.server().reload(config(open));
    assertThat(relay.get("/sub?id=1", client).body()).isEqualTo("m");
  }

  @Test
  void anAddressIsAdded() throws Exception {
    relay
        .server()
        .reload(config(FIRST + "server { listen 127.0.0.2:0; location / { return 200 new; } }"));

    assertThat(relay.server().addresses()).hasSize(2).startsWith(relay.base().toString());
    assertThat(get(relay.server().addresses().get(1))).isEqualTo("new");
    assertThat(get("/which")).isEqualTo("first");
  }

  @Test
  void anAddressIsLeft() throws Exception {
    String other = FIRST.replace("127.0.0.1:0", "127.0.0.2:0");

    relay.server().reload(config(other));

    assertThat(relay.server().addresses()).singleElement().asString().contains("127.0.0.2");
    assertThat(isLeft()).isTrue();
    relay.server().reload(config(FIRST));
    assertThat(get(relay.server().addresses().get(0) + "which")).isEqualTo("first");
  }

  /** Nobody listens there, or where the transport cannot leave, nothing is there. */
  private boolean isLeft() {
    try {
      return relay.get("/which").statusCode() == 404;
    } catch (CompletionException e) {
      return e.getCause() instanceof ConnectException;
    }
  }

  @Test
  void whatCannotBeOpenedChangesNothing() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.3"))) {
      RelayConfig config =
          config(
              FIRST.replace("first", "second")
                  + "server { listen 127.0.0.4:0; listen 127.0.0.3:"
                  + taken.getLocalPort()
                  + "; }");

      assertThatIOException()
          .isThrownBy(() -> relay.server().reload(config))
          .withMessageStartingWith("cannot listen on 127.0.0.3:");
    }
    assertThat(relay.server().addresses()).containsExactly(relay.base().toString());
    assertThat(get("/which")).isEqualTo("first");
  }

  @Test
  void accessLogsAreOpenedAgain() throws Exception {
    Path file = directory.resolve("access.log");
    publish("/pub?id=before");
    Eventually.until("the line is there", () -> read(file).contains("before"));
    Files.move(file, directory.resolve("moved.log"));

    relay.server().reload(config(FIRST));
    publish("/pub?id=after");

    Eventually.until("the next one is in the new file", () -> read(file).contains("after"));
    assertThat(read(directory.resolve("moved.log"))).contains("before").doesNotContain("after");
  }

  @Test
  void anAccessLogThatIsNotWantedAnyMoreIsLeftAlone() throws Exception {
    Path file = directory.resolve("access.log");
    String other = FIRST.replace("access.log", "other.log");
    relay.server().reload(config(other));
    Files.delete(file);

    relay.server().reload(config(other));
    publish("/pub?id=other");
    Eventually.until(
        "the line is there", () -> read(directory.resolve("other.log")).contains("other"));
    relay.close();

    assertThat(file).doesNotExist();
  }

  @Test
  void accessLogsOfWhatCannotBeUsedAreClosed() throws Exception {
    long before = openAccessLogs();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.3"))) {
      RelayConfig config =
          config(
              FIRST.replace("access.log", "other.log")
                  + "server { listen 127.0.0.3:"
                  + taken.getLocalPort()
                  + "; access_log third.log; }");

      assertThatIOException().isThrownBy(() -> relay.server().reload(config));
    }
    assertThat(openAccessLogs()).isEqualTo(before);
    publish("/pub?id=after");
    Eventually.until(
        "the old one goes on", () -> read(directory.resolve("access.log")).contains("after"));
  }

  private static long openAccessLogs() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("push-access-log"))
        .count();
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
