package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.pushrelay.server.config.RelayConfig;
import org.pushrelay.server.text.ConfigException;
import org.pushrelay.server.transport.TransportUnderTest;

/**
 * A relay that runs as the text of a configuration says, and the client that talks to it. Headers
 * are names and values in turn.
 */
final class RelayUnderTest implements AutoCloseable {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final RelayServer server;
  private final URI base;

  private RelayUnderTest(RelayConfig config) {
    try {
      server = RelayServer.start(config, TransportUnderTest.transport());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    base = URI.create(server.addresses().get(0));
  }

  /** One that needs no files. */
  static RelayUnderTest of(String text) {
    return of(text, Path.of(""));
  }

  /** One whose files are in this directory. */
  static RelayUnderTest of(String text, Path directory) {
    return of(config(text, directory));
  }

  static RelayUnderTest of(RelayConfig config) {
    return new RelayUnderTest(config);
  }

  static RelayConfig config(String text, Path directory) {
    try {
      return RelayConfig.parse("relay.conf", text, directory);
    } catch (ConfigException e) {
      throw new AssertionError(e);
    }
  }

  /** What is said of a location with these directives, which cannot be. */
  static String refusal(String directives) {
    ConfigException failure =
        catchThrowableOfType(
            ConfigException.class,
            () ->
                RelayConfig.parse("wrong.conf", "location /x { " + directives + " }", Path.of("")));
    assertThat(failure).as(directives).isNotNull();
    return failure.getMessage();
  }

  RelayServer server() {
    return server;
  }

  /** The address that it listens on first. */
  URI base() {
    return base;
  }

  HttpRequest.Builder request(String internalTarget, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(internalTarget));
    return headers.length == 0 ? request : request.headers(headers);
  }

  static HttpResponse<String> send(HttpRequest.Builder request) {
    return send(request, BodyHandlers.ofString());
  }

  static <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> handler) {
    return inTime(CLIENT.sendAsync(request.build(), handler)).join();
  }

  /** Whoever waits for what never comes is told: a join that waits for ever cannot be stopped. */
  private static <T> CompletableFuture<T> inTime(CompletableFuture<T> response) {
    return response.orTimeout(50, TimeUnit.SECONDS);
  }

  HttpResponse<String> get(String internalTarget, String... headers) {
    return send(request(internalTarget, headers));
  }

  HttpResponse<String> post(String internalTarget, String body, String... headers) {
    return send(request(internalTarget, headers).POST(BodyPublishers.ofString(body)));
  }

  HttpResponse<String> delete(String internalTarget) {
    return send(request(internalTarget).DELETE());
  }

  /** A request whose response may take its time. */
  CompletableFuture<HttpResponse<String>> hold(String internalTarget, String... headers) {
    return inTime(
        CLIENT.sendAsync(request(internalTarget, headers).build(), BodyHandlers.ofString()));
  }

  /** A response that goes on. */
  InputStream events(String internalTarget, String... headers) {
    HttpRequest.Builder request =
        request(internalTarget, headers).header("Accept", "text/event-stream");
    return send(request, BodyHandlers.ofInputStream()).body();
  }

  /** A WebSocket that is being opened. */
  CompletableFuture<WebSocket> webSocket(
      String internalTarget, WebSocket.Listener listener, String... headers) {
    WebSocket.Builder socket = CLIENT.newWebSocketBuilder();
    for (int i = 0; i < headers.length; i += 2) {
      socket.header(headers[i], headers[i + 1]);
    }
    return inTime(
        socket.buildAsync(
            URI.create(base.resolve(internalTarget).toString().replaceFirst("^http", "ws")),
            listener));
  }

  @Override
  public void close() {
    server.close();
  }
}
