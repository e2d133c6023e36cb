package org.pushrelay.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushrelay.server.text.ConfigException;

class LocationTest {
  private static final List<Location> LOCATIONS =
      locations(
          """
          location = / { }
          location / { }
          location /documents/ { }
          location ^~ /images/ { }
          location ~* \\.(gif|jpe?g)$ { }
          location /images/small/ { }
          location ~ ^/sub/(?<who_is>\\w+)/(\\d+)$ { }
          location ~ ^/SUB/ { }
          location ~ /special$ { }
          location = /documents/special { }
          """);

  private static List<Location> locations(String text) {
    try {
      return RelayConfig.parse("relay.conf", text, Path.of("")).servers().get(0).locations();
    } catch (ConfigException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/, = /",
    "/index.html, /",
    "/documents/document.html, /documents/",
    "/images/1.gif, ^~ /images/",
    "/images/small/1.gif, ~ \\.(gif|jpe?g)$",
    "/images/small/1.png, /images/small/",
    "/documents/1.jpg, ~ \\.(gif|jpe?g)$",
    "/documents/1.JPEG, ~ \\.(gif|jpe?g)$",
    "/documents, /",
    "/SUB/x, ~ ^/SUB/",
    "/sub/x, /",
    "/a/special, ~ /special$",
    "/documents/special, = /documents/special",
    "/documents/a/special, ~ /special$"
  })
  void theLocationIsTheOneNginxWouldTake(String path, String location) {
    assertThat(Location.find(LOCATIONS, path).map(found -> found.location().match().text()))
        .hasValue(location);
  }

  private static final List<Location> NESTED =
      locations(
          """
          location / { }
          location /a {
            location /a/b { location ~ x$ { } }
            location ~ y$ { }
            location = /a/e { }
          }
          location ^~ /c {
            location /c/d { }
            location ~ w$ { }
          }
          location ~ z$ { location ~ q(.)$ { } }
          location ~ Y$|y$ { }
          """);

  /** The expected locations are those that nginx 1.22.1 takes. */
  @ParameterizedTest
  @CsvSource({
    "/a, /a",
    "/a/b, /a/b",
    "/a/bx, ~ x$",
    "/a/by, ~ y$",
    "/a/y, ~ y$",
    "/a/e, = /a/e",
    "/a/ez, ~ z$",
    "/a/z, ~ z$",
    "/a/bz, ~ z$",
    "/a/bqz, ~ q(.)$",
    "/c/z, ^~ /c",
    "/c/dz, /c/d",
    "/c/dw, ~ w$",
    "/c/qw, ~ w$",
    "/qz, ~ q(.)$",
    "/y, ~ Y$|y$",
    "/a/bxz, ~ z$",
    "/a/bY, ~ Y$|y$",
    "/aaa, /a"
  })
  void nestedLocationIsTheOneNginxWouldTake(String path, String location) {
    assertThat(Location.find(NESTED, path).map(found -> found.location().match().text()))
        .hasValue(location);
  }

  @Test
  void locationInALocationInheritsSettingsAndNotWhatAnswersThere() {
    List<Location> locations =
        locations(
            """
            location /a {
              nchan_subscriber;
              nchan_channel_id outer;
              add_header X-A 1;
              location /a/b { nchan_publisher; }
              location /a/c { }
            }
            """);

    List<Location> nested = locations.get(0).nested();
    assertThat(nested.get(0).settings().content()).isInstanceOf(LocationContent.Publisher.class);
    assertThat(nested.get(0).settings().addedHeaders()).hasSize(1);
    assertThat(nested.get(1).settings().content()).isInstanceOf(LocationContent.Nothing.class);
  }

  @Test
  void whatAnExpressionCatchesIsKnownByNumberAndByName() {
    Optional<Location.Found> found = Location.find(LOCATIONS, "/sub/miss/42");

    assertThat(found.orElseThrow().captures().values())
        .isEqualTo(Map.of("1", "miss", "2", "42", "who_is", "miss"));
  }

  @Test
  void withoutAFittingLocationThereIsNone() {
    assertThat(Location.find(locations("location /a { }"), "/b")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "=/exact, /exact, = /exact",
    "^~/images/, /images/1.gif, ^~ /images/",
    "~^/Sub/(?<who>\\w+)$, /Sub/miss, ~ ^/Sub/(?<who>\\w+)$",
    "~*\\.GIF$, /a.gif, ~ \\.GIF$"
  })
  void locationModifierNeedsNoBlankBehindIt(String written, String path, String location) {
    List<Location> found = locations("location " + written + " { }");

    assertThat(Location.find(found, path).map(each -> each.location().match().text()))
        .hasValue(location);
  }

  @Test
  void groupOfAnExpressionWithoutABlankIsAVariable() {
    assertThat(locations("location ~^/sub/(?<who>\\w+)$ { add_header X-Who $who; }")).hasSize(1);
  }
}
