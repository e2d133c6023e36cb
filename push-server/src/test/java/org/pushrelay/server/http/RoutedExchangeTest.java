package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.pushrelay.message.MessageBody;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.transport.BodyListener;

class RoutedExchangeTest {
  private final InMemoryExchange behind = InMemoryExchange.request("POST", "/pub").build();
  private final RoutedRequest request = new RoutedRequest(behind.request(), "/pub", "");
  private final RoutedExchange exchange = new RoutedExchange(behind, request);

  @Test
  void whoIsHeldDoesNotKeepTheRequest() {
    assertThat(exchange.request()).isSameAs(request);

    exchange.handled();

    assertThatIllegalStateException().isThrownBy(exchange::request);
  }

  @Test
  void whoReadsTheBodyDoes() {
    exchange.readBody(
        100,
        new BodyListener() {
          @Override
          public void onBody(MessageBody body) {}

          @Override
          public void onTooLarge() {}

          @Override
          public void onFailure(Throwable cause) {}
        });

    exchange.handled();

    assertThat(exchange.request()).isSameAs(request);
  }
}
