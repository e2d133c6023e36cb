package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pushrelay.message.MessageBody;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.PushResponse;

class LoggedExchangeTest {
  private static final PushResponse HELLO =
      PushResponse.of(200, List.of(), MessageBody.utf8("hello"));

  @TempDir private Path directory;
  private Path file;
  private AccessLog log;

  @BeforeEach
  void open() throws IOException {
    file = directory.resolve("access.log");
    log = new AccessLog(file);
  }

  @AfterEach
  void close() {
    log.close();
  }

  private Exchange logged(InMemoryExchange exchange) {
    return LoggedExchange.around(exchange, "bob", List.of(log));
  }

  private List<String> lines() throws IOException {
    log.close();
    return Files.readAllLines(file).stream()
        .map(line -> line.replaceAll("\\[.*?\\]", "[]"))
        .toList();
  }

  @Test
  void anAnswerThatWasSentHasItsStatusAndSize() throws IOException {
    InMemoryExchange exchange =
        InMemoryExchange.request("GET", "/sub?id=\u00e9")
            .header("Referer", "there")
            .header("User-Agent", "test")
            .build();

    logged(exchange).respond(HELLO);

    assertThat(exchange.response()).isEqualTo(HELLO);
    assertThat(lines())
        .containsExactly(
            "127.0.0.1 - bob [] \"GET /sub?id=\\xC3\\xA9 HTTP/1.1\" 200 5 \"there\" \"test\"");
  }

  @Test
  void nothingOfABodyIsSentToHead() throws IOException {
    logged(InMemoryExchange.request("HEAD", "/").build()).respond(HELLO);

    assertThat(lines()).containsExactly("127.0.0.1 - bob [] \"HEAD / HTTP/1.1\" 200 0 \"-\" \"-\"");
  }

  @Test
  void aClientThatLeavesIsLoggedOnce() throws IOException {
    InMemoryExchange held = InMemoryExchange.request("GET", "/").build();
    Exchange exchange = logged(held);
    exchange.whenClientGone(() -> {});

    held.clientLeaves();
    exchange.respond(HELLO);

    assertThat(lines()).containsExactly("127.0.0.1 - bob [] \"GET / HTTP/1.1\" 499 0 \"-\" \"-\"");
  }

  @Test
  void clientThatDoesNotReadItsResponseIsLoggedOnce() throws IOException {
    logged(InMemoryExchange.request("GET", "/").failingToSend().build()).respond(HELLO);

    assertThat(lines()).containsExactly("127.0.0.1 - bob [] \"GET / HTTP/1.1\" 499 0 \"-\" \"-\"");
  }

  @Test
  void exchangeIsNotWrappedWithoutLogs() {
    InMemoryExchange exchange = InMemoryExchange.request("GET", "/").build();

    assertThat(LoggedExchange.around(exchange, "", List.of())).isSameAs(exchange);
  }
}
