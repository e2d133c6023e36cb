package org.pushrelay.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushrelay.server.text.ConfigException;

/** What is wrong with rules, users, keys and files is found when the configuration is read. */
class RefusedPartsTest {
  @TempDir private Path directory;

  private String problem(String directives) {
    String text = "server {\nlocation /a {\n" + directives + "\n}\n}";
    ConfigException refusal =
        catchThrowableOfType(
            ConfigException.class, () -> RelayConfig.parse("relay.conf", text, directory));
    assertThat(refusal).as(directives).isNotNull();
    assertThat(refusal.problems()).as(directives).hasSize(1);
    return refusal.problems().get(0).toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "allow 10.0.0.0/33; | is \"10.0.0.0/33\" (expected: a prefix length from 0 to 32 behind the slash)",
        "allow localhost; | is \"localhost\" (expected: all, unix:, an address as 192.0.2.1 or 2001:db8::1, or a network as 192.0.2.0/24)",
        "deny 10.0.0.1.example; | is \"10.0.0.1.example\" (expected: all, unix:, an address as 192.0.2.1 or 2001:db8::1, or a network as 192.0.2.0/24)",
        "deny 10.1; | is \"10.1\" (expected: all, unix:, an address as 192.0.2.1 or 2001:db8::1, or a network as 192.0.2.0/24)",
      })
  void aRuleThatIsNoAddress(String directive, String reason) {
    String name = directive.substring(0, directive.indexOf(' '));

    assertThat(problem(directive)).isEqualTo("relay.conf:3: \"" + name + "\" " + reason);
  }

  @Test
  void aPasswordFileThatCannotBeUsed() throws Exception {
    Path users = directory.resolve("users");
    String directives = "auth_basic a;\nauth_basic_user_file users;";
    String start = "relay.conf:4: \"auth_basic_user_file\" cannot be used: " + users;

    assertThat(problem(directives)).isEqualTo(start + " cannot be read: no such file");

    Files.writeString(users, "# staff\nbob:{CRYPT}x\n");
    assertThat(problem(directives)).startsWith(start + ":2: the password of user bob is kept in");
  }

  @Test
  void aCertificateOrKeyThatCannotBeUsed() throws Exception {
    String text = "server {\nssl_certificate a.pem;\nssl_certificate_key a.key;\n}";
    ConfigException missing =
        catchThrowableOfType(
            ConfigException.class, () -> RelayConfig.parse("relay.conf", text, directory));
    Path chain = directory.resolve("a.pem");
    assertThat(missing)
        .hasMessage(
            "relay.conf:2: \"ssl_certificate\" cannot be used: %s cannot be read: no such file",
            chain);

    Files.writeString(chain, "-----BEGIN NOTHING-----\n-----END NOTHING-----\n");
    ConfigException empty =
        catchThrowableOfType(
            ConfigException.class, () -> RelayConfig.parse("relay.conf", text, directory));
    assertThat(empty.getMessage())
        .startsWith("relay.conf:2: \"ssl_certificate\" cannot be used: " + chain)
        .contains("no certificate");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length",
        "transfer-encoding",
        "Connection",
        "Date",
        "Content-Encoding",
        "keep-alive",
        "Upgrade"
      })
  void aHeaderOfTheServerItself(String name) {
    assertThat(problem("add_header " + name + " 1;"))
        .isEqualTo("relay.conf:3: \"add_header\" cannot add " + name + ": the server sets it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"X:", "X(", "Ä"})
  void whatIsNoHeadersName(String name) {
    assertThat(problem("add_header " + name + " 1;"))
        .isEqualTo(
            "relay.conf:3: \"add_header\" has the name \"%s\" (expected: a header's name)", name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/passwd", "sub/index.html", "$uri.html"})
  void anIndexThatIsMoreThanAName(String name) {
    assertThat(problem("root .; index index.html " + name + ";"))
        .isEqualTo(
            "relay.conf:3: \"index\" has \"%s\" (expected: names of files, without slashes and"
                + " variables)",
            name);
  }

  @Test
  void aLevelThatGzipDoesNotHave() {
    assertThat(problem("gzip on; gzip_comp_level 10;"))
        .isEqualTo("relay.conf:3: \"gzip_comp_level\" is \"10\" (expected: 1 to 9)");
  }
}
