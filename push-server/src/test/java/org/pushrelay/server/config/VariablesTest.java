package org.pushrelay.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushrelay.server.text.ConfigException;

class VariablesTest {

  private static LocationSettings settings(String text) {
    try {
      RelayConfig config = RelayConfig.parse("relay.conf", text, Path.of("/base"));
      return config.servers().get(0).locations().get(0).settings();
    } catch (ConfigException e) {
      throw new AssertionError(e);
    }
  }

  private String evaluate(String text) {
    LocationSettings settings =
        settings("location ~ ^/(?<name>a)$ { set $own x; return 200 \"" + text + "\"; }");
    LocationSettings.ReturnResponse returned =
        (LocationSettings.ReturnResponse) settings.steps().get(1);
    return returned
        .text()
        .of(
            variable ->
                switch (variable) {
                  case "arg_id" -> "a%20b";
                  case "own" -> "mine";
                  case "name" -> "caught";
                  case "1" -> "one";
                  default -> "";
                });
  }

  @ParameterizedTest
  @CsvSource({
    "plain, plain",
    "$arg_id, a%20b",
    "a-$arg_id-b, a-a%20b-b",
    "${arg_id}x, a%20bx",
    "$1$1, oneone",
    "$10, one0",
    "$own/$name, mine/caught",
    "$ARG_ID, a%20b",
    "$arg_none-, -",
    "$http_x_y$cookie_z$remote_addr$host$uri$args$request_method, ''"
  })
  void standForTheirValues(String text, String value) {
    assertThat(evaluate(text)).isEqualTo(value);
  }
}
