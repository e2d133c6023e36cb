package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.testkit.InMemoryExchange;

class RoutedExchangeTest {
  private final InMemoryExchange behind = InMemoryExchange.request("GET", "/sub").build();
  @AutoClose private final PushEngine engine = PushEngine.create();
  private final RoutedRequest request =
      new RoutedRequest(behind.request(), "/sub", new ServerContext("", engine));
  private final RoutedExchange exchange = new RoutedExchange(behind, request);

  @Test
  void whoIsHeldDoesNotKeepTheRequest() {
    exchange.whenClientGone(() -> {});
    assertThat(exchange.request()).isSameAs(request);

    exchange.handled();

    assertThatIllegalStateException().isThrownBy(exchange::request);
  }

  @Test
  void whoIsToBeAnsweredSoonDoes() {
    exchange.handled();

    assertThat(exchange.request()).isSameAs(request);
  }
}
