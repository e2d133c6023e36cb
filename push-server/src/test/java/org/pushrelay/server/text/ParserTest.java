package org.pushrelay.server.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParserTest {

  private static List<Directive> parse(String text) throws ConfigException {
    return ConfigFiles.parse("relay.conf", text);
  }

  private static List<String> words(String text) throws ConfigException {
    Directive only = parse(text).get(0);
    return Stream.concat(Stream.of(only.name()), only.args().stream().map(Word::text)).toList();
  }

  @Test
  void aDirectiveIsWordsAndASemicolon() throws ConfigException {
    List<Directive> directives = parse("listen 8080 default_server;\nset $a b;");

    assertThat(directives).extracting(Directive::name).containsExactly("listen", "set");
    assertThat(directives.get(0).args())
        .extracting(Word::text)
        .containsExactly("8080", "default_server");
    assertThat(directives.get(0).block()).isEmpty();
  }

  @Test
  void blocksHoldDirectives() throws ConfigException {
    Directive server = parse("server{location = /a{push_publisher;}location /b { } }").get(0);

    assertThat(server.children()).extracting(Directive::name).containsOnly("location");
    assertThat(server.children().get(0).args()).extracting(Word::text).containsExactly("=", "/a");
    assertThat(server.children().get(0).children()).hasSize(1);
    assertThat(server.children().get(1).children()).isEmpty();
  }

  @Test
  void positionsAreTheWordsOwn() throws ConfigException {
    Directive directive = parse("# first\n  root\n    /srv;").get(0);

    assertThat(directive.position()).isEqualTo(new Position("relay.conf", 2, 3));
    assertThat(directive.args().get(0).position()).isEqualTo(new Position("relay.conf", 3, 5));
  }

  @Test
  void programInLuaIsSkippedWithItsBraces() throws ConfigException {
    List<Directive> directives =
        parse(
            """
            content_by_lua_block {
              local t = { a = "}", b = '\\'}', c = [[ } ]], d = [==[ ]] } ]==] } -- }
              --[[ } ]] if t[1] - 1 > 0 then { ngx.say("{") } end
            }
            last;
            """);

    assertThat(directives)
        .extracting(Directive::name)
        .containsExactly("content_by_lua_block", "last");
    assertThat(directives.get(0).children()).isEmpty();
    assertThat(directives.get(1).position().line()).isEqualTo(5);
  }

  @Test
  void programInLuaThatIsNotClosedIsRefusedWhereItBegins() {
    assertThat(
            catchThrowableOfType(
                ConfigException.class, () -> parse("a;\naccess_by_lua_block { '}' ")))
        .hasMessage(
            "relay.conf:2: the block of \"access_by_lua_block\" is not closed (expected: } before"
                + " the end of file)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "return 200 'a b';          | return,200,a b",
        "return 200 \"a; {b}\";     | return,200,a; {b}",
        "return 200 '';             | return,200,",
        "return 200 \"it's\";       | return,200,it's",
        "return 200 'say \\'hi\\'';  | return,200,say 'hi'",
        "return 200 a\\\\b;         | return,200,a\\b",
        "location ~ \\.js$;         | location,~,\\.js$",
        "location ~ ^/a\\;b;        | location,~,^/a\\;b",
        "return 200 a\\ b;          | return,200,a\\ b",
        "return 200 a#b;            | return,200,a#b",
        "return 200 a'b'c;          | return,200,a'b'c",
        "set $x a${arg_id}b;        | set,$x,a${arg_id}b",
        "set $x ${a}${b};           | set,$x,${a}${b}",
        "location ~ \"^/a{2}$\";    | location,~,^/a{2}$",
        "return 200 é;              | return,200,é",
      })
  void quotesAndEscapesAreNginxs(String text, String expected) throws ConfigException {
    assertThat(String.join(",", words(text))).isEqualTo(expected == null ? "" : expected);
  }

  @Test
  void escapesForControlCharactersAreReplaced() throws ConfigException {
    assertThat(words("return 200 'a\\tb\\r\\nc';")).last().isEqualTo("a\tb\r\nc");
  }

  @Test
  void aByteOrderMarkIsNoWord() throws ConfigException {
    assertThat(words("\uFEFFroot /srv;")).first().isEqualTo("root");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "server {           | relay.conf:1: the block of \"server\" is not closed (expected: } before the end of file)",
        "}                  | relay.conf:1: unexpected } (no block is open here)",
        ";                  | relay.conf:1: unexpected ; (expected: a directive's name)",
        "{ }                | relay.conf:1: unexpected { (expected: a directive's name)",
        "root /srv          | relay.conf:1: \"root\" is not ended: unexpected end of file (expected: ; or {)",
        "server { root /a } | relay.conf:1: \"root\" is not ended: unexpected } (expected: ; or {)",
        "return 200 'abc;   | relay.conf:1: the quote ' is not closed",
        "return 200 'a'b;   | relay.conf:1: unexpected \"b\" after a quote (expected: a blank, ; or {)",
      })
  void whatIsNotInTheLanguageIsTold(String text, String message) {
    ConfigException failure = catchThrowableOfType(ConfigException.class, () -> parse(text));

    assertThat(failure).hasMessage(message);
  }

  @Test
  void theLineIsThatOfTheOpenQuote() {
    ConfigException failure =
        catchThrowableOfType(
            ConfigException.class, () -> parse("server {\n  return 200 \"abc;\n}\n"));

    assertThat(failure.problems().get(0).position()).isEqualTo(new Position("relay.conf", 2, 14));
  }

  @Test
  void blocksThatAreNestedTooDeeplyAreRefusedWithTheirLine() {
    ConfigException failure =
        catchThrowableOfType(ConfigException.class, () -> parse("a {\n".repeat(50_000)));

    assertThat(failure)
        .hasMessage(
            "relay.conf:101: the block of \"a\" is nested too deeply"
                + " (expected: at most 100 blocks within each other)");
  }

  @Test
  void deepestAllowedBlocksAreRead() throws ConfigException {
    assertThat(parse("a {".repeat(100) + "}".repeat(100))).hasSize(1);
    assertThat(parse("a {}".repeat(1000))).hasSize(1000);
  }
}
