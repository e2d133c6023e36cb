package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.transport.spi.RequestCopy;

class RoutedRequestTest {
  @AutoClose private final PushEngine engine = PushEngine.create();

  private RoutedRequest request(InMemoryExchange exchange) {
    return new RoutedRequest(exchange.request(), "/", new ServerContext("", engine));
  }

  @Test
  void severalLinesOfAHeaderAreOneValue() {
    RoutedRequest request =
        request(
            InMemoryExchange.request("GET", "/")
                .header("X-Tag", "a")
                .header("X-Tag", "b")
                .header("Cookie", "c=1")
                .header("Cookie", "d=2")
                .build());

    assertThat(request.value("http_x_tag")).isEqualTo("a, b");
    assertThat(request.value("http_cookie")).isEqualTo("c=1; d=2");
    assertThat(request.value("cookie_d")).isEqualTo("2");
  }

  @Test
  void requestIdIsTheSameInAllCopiesAndAnotherOneForEachRequest() {
    RoutedRequest request = request(InMemoryExchange.request("GET", "/").build());

    RoutedRequest kept = request.kept();
    RoutedRequest sentOn = kept.sentOn(RequestCopy.of(request), "/auth");

    assertThat(sentOn.value("request_id"))
        .matches("[0-9a-f]{32}")
        .isEqualTo(kept.value("request_id"))
        .isEqualTo(request.value("request_id"));
    assertThat(request(InMemoryExchange.request("GET", "/").build()).value("request_id"))
        .isNotEqualTo(request.value("request_id"));
  }

  @Test
  void clientThatAProxyNamesHasNoPort() {
    RoutedRequest request =
        new RoutedRequest(
            InMemoryExchange.request("GET", "/").build().request(),
            "/",
            new ServerContext("", engine),
            "192.0.2.7");

    assertThat(request.value("remote_port")).isEmpty();
    assertThat(request.value("realip_remote_addr")).isEqualTo("127.0.0.1");
  }
}
