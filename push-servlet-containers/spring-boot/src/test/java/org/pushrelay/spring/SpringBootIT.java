package org.pushrelay.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pushrelay.PushEngine;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** The recipe for Spring Boot, in a real application. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SpringBootIT {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private ServletWebServerApplicationContext application;

  @BeforeEach
  void start() {
    application =
        (ServletWebServerApplicationContext)
            SpringApplication.run(
                Application.class,
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--server.shutdown=graceful",
                // a shutdown that waits for a client exceeds the time limit of the test
                "--spring.lifecycle.timeout-per-shutdown-phase=10m");
  }

  @AfterEach
  void stop() {
    application.close();
  }

  @Test
  void publishedMessageReachesALongPoll() throws Exception {
    CompletableFuture<HttpResponse<String>> poll =
        client.sendAsync(
            HttpRequest.newBuilder(uri("/sub?id=news")).build(),
            HttpResponse.BodyHandlers.ofString());
    awaitSubscribers(1);

    HttpRequest publish =
        HttpRequest.newBuilder(uri("/pub?id=news"))
            .POST(HttpRequest.BodyPublishers.ofString("hello"))
            .build();
    assertThat(client.send(publish, HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(201);

    assertThat(poll.get().body()).isEqualTo("hello");
  }

  @Test
  void gracefulShutdownEndsPollsWithRetryAfterAndStreamsWithTheirLastByte() throws Exception {
    CompletableFuture<HttpResponse<String>> poll =
        client.sendAsync(
            HttpRequest.newBuilder(uri("/sub?id=news")).build(),
            HttpResponse.BodyHandlers.ofString());
    CompletableFuture<HttpResponse<InputStream>> stream =
        client.sendAsync(
            HttpRequest.newBuilder(uri("/sub?id=news"))
                .header("Accept", "text/event-stream")
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    awaitSubscribers(2);

    application.close();

    assertThat(poll.get().statusCode()).isEqualTo(503);
    assertThat(poll.get().headers().firstValue("Retry-After")).isPresent();
    try (InputStream events = stream.get().body()) {
      assertThat(new String(events.readAllBytes(), StandardCharsets.UTF_8)).doesNotContain("data:");
    }
  }

  @Test
  void documentHasTheCodeOfThisApplication() throws IOException {
    String code = Files.readString(Path.of("src/test/java/org/pushrelay/spring/Application.java"));
    String document = Files.readString(Path.of("../../docs/spring-boot.md"));

    assertThat(document).contains(code.substring(code.indexOf("@SpringBootApplication")).strip());
  }

  private void awaitSubscribers(int count) {
    PushEngine engine = application.getBean(PushEngine.class);
    await().until(() -> engine.statistics().subscribers() == count);
  }

  private URI uri(String target) {
    return URI.create("http://127.0.0.1:" + application.getWebServer().getPort() + target);
  }
}
