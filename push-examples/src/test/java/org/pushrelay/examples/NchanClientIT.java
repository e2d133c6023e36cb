package org.pushrelay.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nchan's own client library, NchanSubscriber.js (MIT; its licence stands beside it), in a page of
 * another origin than the server's.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NchanClientIT {
  private static final String PAGE = "<!doctype html><title>page</title><script src=lib></script>";

  private static final String SUBSCRIBE =
      """
      window.received = [];
      const subscriber = new NchanSubscriber(arguments[0], {subscriber: arguments[1]});
      subscriber.on('transportSetup', (options, name) => {
        if (name === 'eventsource') options.eventsource.withCredentials = arguments[2];
      });
      subscriber.on('message', text => window.received.push(text));
      window.subscriber = subscriber;
      subscriber.start();
      """;

  @TempDir private static Path directory;

  private Browser browser;
  private HttpServer pages;
  private Program relay;
  private URI address;

  @BeforeAll
  void start() throws IOException {
    browser = Browser.start();
    pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    pages.createContext("/", exchange -> answer(exchange, PAGE));
    pages.createContext("/lib", exchange -> answer(exchange, library()));
    pages.start();
    relay = Program.server(Files.writeString(directory.resolve("relay.conf"), configuration()));
    address = relay.uri();
  }

  private String configuration() {
    return """
        server {
          listen 127.0.0.1:0;
          nchan_channel_id $arg_id;
          location /pub { nchan_publisher; }
          location /default { nchan_subscriber; }
          location /echoed {
            nchan_subscriber;
            allow all;
            nchan_access_control_allow_origin $http_origin;
          }
          location /named {
            nchan_subscriber;
            allow all;
            nchan_access_control_allow_origin "http://www.example.org ORIGIN";
          }
          location /closed { nchan_subscriber; allow all; }
        }
        """
        .replace("ORIGIN", origin());
  }

  private String origin() {
    return "http://127.0.0.1:" + pages.getAddress().getPort();
  }

  private static String library() throws IOException {
    try (InputStream in = NchanClientIT.class.getResourceAsStream("/nchan.js/NchanSubscriber.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @AfterAll
  void end() {
    if (relay != null) {
      relay.close();
    }
    if (pages != null) {
      pages.stop(0);
    }
    if (browser != null) {
      browser.close();
    }
  }

  private void subscribe(String path, String id, String transport, boolean withCredentials) {
    browser.open(origin() + "/");
    browser.run(
        SUBSCRIBE, address.resolve(path + "?id=" + id).toString(), transport, withCredentials);
  }

  private void publish(String id, List<String> texts) throws Exception {
    for (String text : texts) {
      Http.post(address.resolve("/pub?id=" + id), "text/plain", text);
    }
  }

  private void awaitReceived(List<String> texts) {
    browser.await(
        texts + " to arrive",
        b -> b.run("return window.received.length >= " + texts.size()).equals(true));
    assertThat(browser.run("return window.received")).isEqualTo(texts);
  }

  @ParameterizedTest
  @CsvSource({
    "/default, websocket, false",
    "/default, eventsource, false",
    "/default, eventsource, true",
    "/default, longpoll, false",
    "/echoed, websocket, false",
    "/echoed, eventsource, false",
    "/echoed, eventsource, true",
    "/echoed, longpoll, false",
    "/named, websocket, false",
    "/named, eventsource, false",
    "/named, eventsource, true",
    "/named, longpoll, false"
  })
  void pageOfAnotherOriginReceivesEachMessageOnce(
      String path, String transport, boolean withCredentials) throws Exception {
    String id = path.substring(1) + "-" + transport + "-" + withCredentials;
    List<String> all = IntStream.rangeClosed(1, 10).mapToObj(i -> "message " + i).toList();
    publish(id, all.subList(0, 4));

    subscribe(path, id, transport, withCredentials);
    awaitReceived(all.subList(0, 4));
    publish(id, all.subList(4, 10));

    awaitReceived(all);
    browser.run("window.subscriber.stop()");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fetch(arguments[0]).then(() => outcome = 'read', () => outcome = 'refused');",
        """
        const events = new EventSource(arguments[0], {withCredentials: true});
        events.onmessage = () => outcome = 'read';
        events.onerror = () => outcome = 'refused';
        """,
        """
        const socket = new WebSocket(arguments[0].replace('http', 'ws'));
        socket.onmessage = () => outcome = 'read';
        socket.onerror = () => outcome = 'refused';
        """
      })
  void pageOfAnotherOriginReadsNothingWhereAccessIsControlled(String script) throws Exception {
    publish("closed", List.of("secret"));
    browser.open(origin() + "/");

    browser.run("window.outcome = '';" + script, address.resolve("/closed?id=closed").toString());

    browser.await("an outcome", b -> b.run("return window.outcome !== ''").equals(true));
    assertThat(browser.run("return window.outcome")).isEqualTo("refused");
  }
}
