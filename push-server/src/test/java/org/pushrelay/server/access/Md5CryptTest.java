package org.pushrelay.server.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Md5CryptTest {

  /** From Apache's documentation of its password formats. */
  @Test
  void theExampleOfApachesDocumentationHolds() {
    assertThat(Md5Crypt.hash("$apr1$", "myPassword".getBytes(UTF_8), "r31....."))
        .isEqualTo("HqJZimcKQFAMYayBlzkrA/");
  }

  /** Made with {@code openssl passwd -apr1}. */
  @ParameterizedTest
  @CsvSource({
    "myPassword, rqXexS6Z, QK/GOWpcYWrvXocW5.iZu1",
    "myPassword, 12345678, 4GdAkRFE4EJOZKwlclo3v1",
    "myPassword, ab, 8kcutQXL76cHBkdcXul75/",
    "password, rqXexS6Z, kUeV2hzWjpFwm5p8sNGZA1",
    "'', rqXexS6Z, CsgWV1wNhlJSIF4s1OIwb1",
    "a, 12345678, 68ZQVfPkWX/wcXr/41VxQ.",
    "'longer than sixteen bytes, twice over', rqXexS6Z, BlhfNo/P8BG6MIrbFtm5h/",
    "pässwörd €, 12345678, /Ku7mqS2tLHUCIuKakfPt.",
  })
  void opensslMakesTheSame(String password, String salt, String hash) {
    assertThat(Md5Crypt.hash("$apr1$", password.getBytes(UTF_8), salt)).isEqualTo(hash);
  }

  /** Made with {@code openssl passwd -1}. */
  @Test
  void theOlderVariantIsMadeToo() {
    assertThat(Md5Crypt.hash("$1$", "myPassword".getBytes(UTF_8), "rOioh4Wh"))
        .isEqualTo("sY0SXVcVdEfSH.fCM2u8F1");
  }

  @Test
  void onlyEightCharactersOfTheSaltCount() {
    assertThat(Md5Crypt.hash("$apr1$", "x".getBytes(UTF_8), "12345678"))
        .isEqualTo(Md5Crypt.hash("$apr1$", "x".getBytes(UTF_8), "123456789"));
  }
}
