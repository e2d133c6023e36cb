package org.pushrelay.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.pushrelay.server.text.ConfigException;

class ConfigOutlineTest {
  private static final String TEXT =
      "http { gzip on; server { location /a { return 204; } location /b { return 204; } } }";

  private static RelayConfig parse(String text) {
    try {
      return RelayConfig.parse("relay.conf", text, Path.of(""));
    } catch (ConfigException e) {
      throw new AssertionError(e);
    }
  }

  private static String changes(String after) {
    return parse(after).changesSince(parse(TEXT));
  }

  @Test
  void spacesCommentsAndOrderAreNoChange() {
    assertThat(changes(TEXT)).isEqualTo("nothing changed");
    assertThat(
            changes(
                "# new\n\nhttp {\n server { location /b { return 204; }\n"
                    + " location /a { return 204; } } gzip on; }"))
        .isEqualTo("nothing changed");
  }

  @Test
  void changesAreNamedWithTheirBlocksAndWithoutTheirValues() {
    assertThat(changes(TEXT.replace("/a { return 204", "/a { return 200 secret")))
        .isEqualTo("changed: return in location /a");
    assertThat(changes(TEXT.replace("gzip on;", "gzip_vary on;")))
        .isEqualTo("added: gzip_vary; removed: gzip");
    assertThat(changes(TEXT.replace("location /b { return 204; }", "")))
        .isEqualTo("removed: location /b in server, return in location /b");
  }

  @Test
  void moreThanFourChangesAreCounted() {
    assertThat(
            changes(
                TEXT.replace(
                    "location /a {",
                    "location /a { gzip on; gzip_vary on; internal; default_type a/b;"
                        + " deny all; add_header A b;")))
        .isEqualTo(
            "added: gzip in location /a, gzip_vary in location /a, internal in location /a,"
                + " default_type in location /a and 2 more");
  }
}
