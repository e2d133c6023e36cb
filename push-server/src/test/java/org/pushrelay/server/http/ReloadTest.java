package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pushrelay.server.config.RelayConfig;
import org.pushrelay.server.text.ConfigException;
import org.pushrelay.server.transport.TransportUnderTest;
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
  private RelayServer server;
  private URI base;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void start() throws Exception {
    server = RelayServer.start(config(FIRST), TransportUnderTest.transport());
    base = URI.create(server.addresses().get(0));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private RelayConfig config(String text) throws ConfigException {
    return RelayConfig.parse("relay.conf", text, directory);
  }

  private HttpResponse<String> get(URI target) throws Exception {
    return client.send(HttpRequest.newBuilder(target).build(), BodyHandlers.ofString());
  }

  private String get(String target) throws Exception {
    return get(base.resolve(target)).body();
  }

  private int publish(String target) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(target)).POST(BodyPublishers.ofString("m")).build();
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }

  @Test
  void whoWaitsGoesOnWaiting() throws Exception {
    publish("/pub?id=kept");
    CompletableFuture<HttpResponse<String>> held =
        client.sendAsync(
            HttpRequest.newBuilder(base.resolve("/sub?id=1")).build(), BodyHandlers.ofString());
    Eventually.until("one waits", () -> isWaitedFor("/pub?id=1"));

    server.reload(
        config(
            FIRST
                .replace("200 first", "200 second")
                .replace("location /pub ", "location /in ")
                .replace("longpoll", "intervalpoll")));

    assertThat(server.addresses()).containsExactly(base.toString());
    assertThat(get("/which")).isEqualTo("second");
    assertThat(publish("/pub?id=1")).isEqualTo(404);
    assertThat(publish("/in?id=1")).isEqualTo(201);
    assertThat(held.join().body()).isEqualTo("m");
    assertThat(get("/sub?id=kept")).isEqualTo("m");
  }

  private boolean isWaitedFor(String target) {
    try {
      return get(target).contains("active subscribers: 1");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anAddressIsAdded() throws Exception {
    server.reload(config(FIRST + "server { listen 127.0.0.2:0; location / { return 200 new; } }"));

    assertThat(server.addresses()).hasSize(2).startsWith(base.toString());
    assertThat(get(URI.create(server.addresses().get(1))).body()).isEqualTo("new");
    assertThat(get("/which")).isEqualTo("first");
  }

  @Test
  void anAddressIsLeft() throws Exception {
    String other = FIRST.replace("127.0.0.1:0", "127.0.0.2:0");

    server.reload(config(other));

    assertThat(server.addresses()).singleElement().asString().contains("127.0.0.2");
    assertThat(isLeft()).isTrue();
    server.reload(config(FIRST));
    assertThat(get(URI.create(server.addresses().get(0)).resolve("/which")).body())
        .isEqualTo("first");
  }

  /** Nobody listens there, or where the transport cannot leave, nothing is there. */
  private boolean isLeft() throws Exception {
    try {
      return HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(base.resolve("/which")).build(), BodyHandlers.discarding())
              .statusCode()
          == 404;
    } catch (ConnectException e) {
      return true;
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
          .isThrownBy(() -> server.reload(config))
          .withMessageStartingWith("cannot listen on 127.0.0.3:");
    }
    assertThat(server.addresses()).containsExactly(base.toString());
    assertThat(get("/which")).isEqualTo("first");
  }

  @Test
  void accessLogsAreOpenedAgain() throws Exception {
    Path file = directory.resolve("access.log");
    publish("/pub?id=before");
    Eventually.until("the line is there", () -> read(file).contains("before"));
    Files.move(file, directory.resolve("moved.log"));

    server.reload(config(FIRST));
    publish("/pub?id=after");

    Eventually.until("the next one is in the new file", () -> read(file).contains("after"));
    assertThat(read(directory.resolve("moved.log"))).contains("before").doesNotContain("after");
  }

  @Test
  void anAccessLogThatIsNotWantedAnyMoreIsLeftAlone() throws Exception {
    Path file = directory.resolve("access.log");
    String other = FIRST.replace("access.log", "other.log");
    server.reload(config(other));
    Files.delete(file);

    server.reload(config(other));
    publish("/pub?id=other");
    Eventually.until(
        "the line is there", () -> read(directory.resolve("other.log")).contains("other"));
    server.close();

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

      assertThatIOException().isThrownBy(() -> server.reload(config));
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
