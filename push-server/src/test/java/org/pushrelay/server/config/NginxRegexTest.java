package org.pushrelay.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushrelay.server.config.NginxRegex.Captures;

@Timeout(60)
class NginxRegexTest {

  private static Map<String, String> find(String expression, String text) {
    return NginxRegex.compile(expression, false)
        .find(text)
        .map(Captures::values)
        .<Map<String, String>>map(TreeMap::new)
        .orElse(Map.of("found", "nothing"));
  }

  /** The captures are those that {@code pcretest} and Perl print. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "(a|ab)(c|bcd)(d*) ; abcd ; {1=a, 2=bcd, 3=}",
        "(ab|a)(c|bcd)?(d*) ; abcd ; {1=ab, 2=c, 3=d}",
        "^/(.+)/(.+)$ ; /a/b/c ; {1=a/b, 2=c}",
        "^/(.+?)/(.+)$ ; /a/b/c ; {1=a, 2=b/c}",
        "^/(a)?(b)?$ ; /b ; {2=b}",
        "(x)(?:y)(z) ; xyz ; {1=x, 2=z}",
        "(?:(a)|b)* ; ab ; {1=a}",
        "^/([[:alpha:]]+)/([^]/]+) ; /ab/c]d ; {1=ab, 2=c}",
        "^/(\\d{2,3}?)(\\d*)$ ; /1234 ; {1=12, 2=34}",
        "^/(a{,2})$ ; /a{,2} ; {1=a{,2}}",
        "(\\bcat\\b) ; a cat ; {1=cat}",
        "^/(?i:(NEWS))$ ; /News ; {1=News}",
        "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j) ; abcdefghij"
            + " ; {1=a, 2=b, 3=c, 4=d, 5=e, 6=f, 7=g, 8=h, 9=i}"
      })
  void capturesAreThoseOfPcre(String expression, String text, String captures) {
    assertThat(find(expression, text)).hasToString(captures);
    assertThat(NginxRegex.compile(expression, false).note()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"(?<who_is>\\w+)@", "(?P<who_is>\\w+)@", "(?'Who_Is'\\w+)@"})
  void groupsAreKnownByNameInAllSpellings(String expression) {
    assertThat(find(expression, "miss@")).isEqualTo(Map.of("1", "miss", "who_is", "miss"));
  }

  @Test
  void dollarIsAlsoInFrontOfALastLineEnd() {
    assertThat(find("^/(\\w+)$", "/a\n")).isEqualTo(Map.of("1", "a"));
    assertThat(find("^/([^/]+)$", "/a\n")).isEqualTo(Map.of("1", "a\n"));
    assertThat(find("^/(\\w+)$", "/a\n\n")).isEqualTo(Map.of("found", "nothing"));
    assertThat(find("^/(\\w+)\\z", "/a\n")).isEqualTo(Map.of("found", "nothing"));
  }

  @Test
  void dotMatchesAllButTheLineFeedWithAndWithoutBacktracking() {
    assertThat(find("^(.)$", "\r")).isEqualTo(Map.of("1", "\r"));
    assertThat(find("^(?!x)(.)$", "\r")).isEqualTo(Map.of("1", "\r"));
    assertThat(find("^(.)$", "\u2028")).isEqualTo(Map.of("1", "\u2028"));
    assertThat(find("^(?!x)(.)$", "\u2028")).isEqualTo(Map.of("1", "\u2028"));
    assertThat(find("a.b", "a\nb")).isEqualTo(Map.of("found", "nothing"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "^/(?!private)(\\w+)$ ; /public ; {1=public}",
        "^/(?!private)(\\w+)$ ; /private ; {found=nothing}",
        "^/(\\w+)/\\1$ ; /a/a ; {1=a}",
        "^/(\\w++)$ ; /abc ; {1=abc}",
        "^/((?>a|ab))c ; /ac ; {1=a}",
        "(?<=/)(b) ; a/b ; {1=b}",
        "^a(\\v)b$ ; a\u2028b ; {1=\u2028}"
      })
  void whatNeedsBacktrackingIsFoundAndNoted(String expression, String text, String captures) {
    assertThat(find(expression, text)).hasToString(captures);
    assertThat(NginxRegex.compile(expression, false).note().orElseThrow()).contains(expression);
  }

  @Test
  void caseIsIgnoredWithAndWithoutBacktracking() {
    assertThat(NginxRegex.compile("^/É(a)$", true).find("/éA")).isPresent();
    assertThat(NginxRegex.compile("^/É(?!b)(a)$", true).find("/éA")).isPresent();
    assertThat(NginxRegex.compile("^/É(a)$", false).find("/éA")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "^/r/(.+)/(.+)/(.+)\\.json$",
        "^/(a*)*b$",
        "(a|a/|/)*$x",
        "((?:\\w|-)+)$",
        "(x+x+)+y"
      })
  void expressionThatExplodesByBacktrackingIsLinear(String expression) {
    String text = "/r/" + "a/".repeat(4000) + "x".repeat(3000) + "!";

    assertThat(NginxRegex.compile(expression, false).find(text)).isEmpty();
  }

  @Test
  void deepRepetitionIsFoundInALongText() {
    String text = "a-".repeat(8000);

    assertThat(find("^((?:\\w|-)+)$", text)).isEqualTo(Map.of("1", text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "^(?!x)(.+)/(.+)/(.+)\\.json$ ; it takes more than 200000 steps",
        "^(?!x)(a*/*)*b$ ; it recurses too deeply",
        "^((?:\\w|/)+)\\1\\1x$ ; it recurses too deeply",
      })
  void backtrackingIsGivenUpAtItsLimit(String expression, String reason) {
    NginxRegex regex = NginxRegex.compile(expression, false);
    String text = "a/".repeat(8000);

    assertThatThrownBy(() -> regex.find(text))
        .isInstanceOf(RegexLimitException.class)
        .hasMessage("The search for the expression \"" + expression + "\" is given up: " + reason)
        .hasNoCause();
  }

  @Test
  void backtrackingIsNotBegunInAnOverlongText() {
    NginxRegex regex = NginxRegex.compile("^(?!x)a", false);

    assertThat(regex.find("a".repeat(16 * 1024))).isPresent();
    assertThatThrownBy(() -> regex.find("a".repeat(16 * 1024 + 1)))
        .isInstanceOf(RegexLimitException.class)
        .hasMessageEndingWith("the text has more than 16384 characters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "[a", "a**", "(?<n>a)(?<", "x{2,1}"})
  void brokenExpressionIsRefused(String expression) {
    assertThatThrownBy(() -> NginxRegex.compile(expression, false))
        .isInstanceOf(PatternSyntaxException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "location ~ ^/(?!x)a { }",
        "location /a { if ($arg_a ~ ^(?!x)a) { return 204; } }",
        "server { server_name ~^(?!x)a; }"
      })
  void checkNotesEachExpressionThatNeedsBacktracking(String text) throws Exception {
    RelayConfig config = RelayConfig.parse("relay.conf", text, Path.of(""));

    assertThat(config.notes())
        .singleElement()
        .asString()
        .contains("(?!x)a\", which needs backtracking");
  }
}
