package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.pushrelay.testkit.InMemoryExchange;

class RoutedRequestTest {

  @Test
  void severalLinesOfAHeaderAreOneValue() {
    RoutedRequest request =
        new RoutedRequest(
            InMemoryExchange.request("GET", "/")
                .header("X-Tag", "a")
                .header("X-Tag", "b")
                .header("Cookie", "c=1")
                .header("Cookie", "d=2")
                .build()
                .request(),
            "/",
            "");

    assertThat(request.value("http_x_tag")).isEqualTo("a, b");
    assertThat(request.value("http_cookie")).isEqualTo("c=1; d=2");
    assertThat(request.value("cookie_d")).isEqualTo("2");
  }
}
