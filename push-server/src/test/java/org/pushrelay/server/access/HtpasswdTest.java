package org.pushrelay.server.access;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushrelay.time.TimeSource;

class HtpasswdTest {
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("users");
  }

  private Htpasswd of(String... lines) throws IOException {
    Files.write(file, List.of(lines));
    return Htpasswd.read(file);
  }

  private static List<String> basic(String userPass) {
    return List.of("Basic " + Base64.getEncoder().encodeToString(userPass.getBytes(UTF_8)));
  }

  @ParameterizedTest
  @CsvSource({
    "{PLAIN}secret, secret",
    "{PLAIN}, ''",
    "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=, secret",
    "{SSHA}gVK8WC9YyFT1gMsQHTGCgT3sSv5zYWx0, secret",
    "$apr1$rqXexS6Z$QK/GOWpcYWrvXocW5.iZu1, myPassword",
    "$1$rOioh4Wh$sY0SXVcVdEfSH.fCM2u8F1, myPassword",
    "$apr1$12345678$/Ku7mqS2tLHUCIuKakfPt., pässwörd €",
  })
  void everyWayToKeepAPasswordIsChecked(String hash, String password) throws IOException {
    Htpasswd users = of("ann:" + hash);

    assertThat(users.user(basic("ann:" + password))).contains("ann");
    assertThat(users.user(basic("ann:" + password + "x"))).isEmpty();
    assertThat(users.user(basic("ann:wrong"))).isEmpty();
    assertThat(users.user(basic("bob:" + password))).isEmpty();
  }

  @Test
  void commentsAndEmptyLinesSayNothing() throws IOException {
    Htpasswd users =
        of("# ann:{PLAIN}no", "", "  ", "ann:{PLAIN}yes:Ann of the house", "bob:{PLAIN}b");

    assertThat(users.user(basic("ann:yes"))).contains("ann");
    assertThat(users.user(basic("bob:b"))).contains("bob");
    assertThat(users.user(basic("# ann:no"))).isEmpty();
  }

  @Test
  void linesMayEndAsOnWindows() throws IOException {
    Files.writeString(file, "ann:{PLAIN}a\r\nbob:{PLAIN}b\r\n");

    assertThat(Htpasswd.read(file).user(basic("ann:a"))).contains("ann");
  }

  @Test
  void theFirstLineOfAUserCounts() throws IOException {
    Htpasswd users = of("ann:{PLAIN}one", "ann:{PLAIN}two");

    assertThat(users.user(basic("ann:one"))).contains("ann");
    assertThat(users.user(basic("ann:two"))).isEmpty();
  }

  @Test
  void anEmptyFileAdmitsNobody() throws IOException {
    assertThat(of("").user(basic("ann:"))).isEmpty();
  }

  @Nested
  class Header {
    private Htpasswd users;

    @BeforeEach
    void ann() throws IOException {
      users = of("ann:{PLAIN}a", "änn:{PLAIN}ä", "bob:{PLAIN}x y");
    }

    @Test
    void thePasswordStartsBehindTheFirstColon() throws IOException {
      Htpasswd sha = of("ann:{SHA}3OptnM09ILoVSfbZtd3mB0IViII=");

      assertThat(sha.user(basic("ann:a:b"))).contains("ann");
    }

    @Test
    void namesAndPasswordsAreUtf8() {
      assertThat(users.user(basic("änn:ä"))).contains("änn");
      String latin1 = Base64.getEncoder().encodeToString("änn:ä".getBytes(ISO_8859_1));
      assertThat(users.user(List.of("Basic " + latin1))).isEmpty();
    }

    @Test
    void theSchemeIsReadWithoutRegardToCase() {
      assertThat(users.user(List.of("bAsIC   " + "Ym9iOnggeQ=="))).contains("bob");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "Basic",
          "Basic ",
          "Basic Ym9i",
          "Basic !!!!",
          "Bearer Ym9iOnggeQ==",
          "BasicYm9iOnggeQ==",
          "Basic Ym9iOnggeQ== extra"
        })
    void anythingElseNamesNobody(String value) {
      assertThat(users.user(List.of(value))).isEmpty();
    }

    @Test
    void noHeaderOrTwoNameNobody() {
      assertThat(users.user(List.of())).isEmpty();
      assertThat(users.user(List.of("Basic Ym9iOnggeQ==", "Basic Ym9iOnggeQ=="))).isEmpty();
    }

    @Test
    void controlCharactersAndHugePasswordsNameNobody() throws IOException {
      String longest = "x".repeat(128);
      String huge = longest + "x";
      Htpasswd odd = of("ann:{PLAIN}a\tb", "bob:{PLAIN}" + huge, "cat:{PLAIN}" + longest);

      assertThat(odd.user(basic("ann:a\tb"))).isEmpty();
      assertThat(odd.user(basic("bob:" + huge))).isEmpty();
      assertThat(odd.user(basic("cat:" + longest))).contains("cat");
    }
  }

  @Nested
  class Mistakes {

    @ParameterizedTest
    @ValueSource(
        strings = {
          "rqXexS6ZQK/Go",
          "$2y$05$c4WoMPo3SXsafkva.HHa6uXQZWr7oboPiC2bT/r7q1BB8I2s0BRqC",
          "$5$salt$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc8",
          "$apr1$salt$short",
          "{SHA}tooshort",
          "{SHA}!",
          "{SSHA}5en6G6MezRroT3XKqkdPOmY/BfQ=",
          "{sha}5en6G6MezRroT3XKqkdPOmY/BfQ=",
          ""
        })
    void aPasswordKeptInAnotherWayIsRefusedWithItsPlace(String hash) {
      assertThatIOException()
          .isThrownBy(() -> of("# users", "ann:" + hash))
          .withMessage(
              file
                  + ":2: the password of user ann is kept in a way that is not supported (expected:"
                  + " $apr1$, {SHA}, {SSHA} or {PLAIN}, as \"htpasswd -m\" makes the first of"
                  + " them)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ann", ":{PLAIN}x"})
    void aLineWithoutAUserIsRefused(String line) {
      assertThatIOException()
          .isThrownBy(() -> of(line))
          .withMessage(file + ":1: not a user (expected: name:hash or name:hash:comment)");
    }

    @Test
    void aFileThatIsNotThereIsSaid() {
      assertThatIOException()
          .isThrownBy(() -> Htpasswd.read(file))
          .withMessage(file + " cannot be read: no such file");
      assertThatIOException()
          .isThrownBy(() -> Htpasswd.read(directory))
          .withMessage(directory + " cannot be read: it is a directory");
    }
  }

  @Nested
  class Changes {
    private final AtomicLong nanos = new AtomicLong();
    private final TimeSource time =
        new TimeSource() {
          @Override
          public long epochSecond() {
            return 0;
          }

          @Override
          public long nanos() {
            return nanos.get();
          }
        };

    private Htpasswd users;

    @BeforeEach
    void ann() throws IOException {
      Files.writeString(file, "ann:{PLAIN}a\n");
      users = Htpasswd.read(file, time);
    }

    private void change(String text) throws IOException {
      Files.writeString(file, text);
      Files.setLastModifiedTime(
          file, FileTime.fromMillis(Files.getLastModifiedTime(file).toMillis() + 5_000));
    }

    private void aSecondLater() {
      nanos.addAndGet(1_000_000_000);
    }

    @Test
    void aChangedFileIsReadAgainASecondLater() throws IOException {
      change("bob:{PLAIN}b\n");

      assertThat(users.user(basic("bob:b"))).isEmpty();
      aSecondLater();
      assertThat(users.user(basic("bob:b"))).contains("bob");
      assertThat(users.user(basic("ann:a"))).isEmpty();
    }

    @Test
    void aFileWithAMistakeChangesNothingUntilItIsMended() throws IOException {
      change("bob:b\n");
      aSecondLater();
      assertThat(users.user(basic("ann:a"))).contains("ann");

      Files.delete(file);
      aSecondLater();
      assertThat(users.user(basic("ann:a"))).contains("ann");

      change("bob:{PLAIN}b\n");
      aSecondLater();
      assertThat(users.user(basic("ann:a"))).isEmpty();
      assertThat(users.user(basic("bob:b"))).contains("bob");
    }
  }

  @Test
  void theChallengeQuotesItsRealm() {
    assertThat(Htpasswd.challenge("the \"inner\" \\ circle"))
        .isEqualTo("Basic realm=\"the \\\"inner\\\" \\\\ circle\", charset=\"UTF-8\"");
  }
}
