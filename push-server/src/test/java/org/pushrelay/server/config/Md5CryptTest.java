package org.pushrelay.server.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Md5CryptTest {

  /** As {@code openssl passwd -apr1} and {@code openssl passwd -1} write them. */
  @ParameterizedTest
  @CsvSource({
    "'myPassword', $apr1$rOioh4Wh$RlCC6EfkvF0SZLBHbae4Q.",
    "'a', $apr1$abc$RUt4qVhwNewYFWnPyK2Vf/",
    "'a much longer password than sixteen bytes, and a bit more', $apr1$12345678$6w8J.6SyJYqNQfGZIq79t.",
    "'sixteen bytes!!!', $apr1$x$karcBcL6c6V8g/7LZDsYh1",
    "'pässwörd', $apr1$saltsalt$i5XfNxJNeh2E8ljXycZFm0",
    "'myPassword', $1$rOioh4Wh$sY0SXVcVdEfSH.fCM2u8F1",
    "'a', $1$abc$uAXS.Zj1ZDNcW9iX1TVH2/",
    "'a much longer password than sixteen bytes, and a bit more', $1$12345678$YX45WHVKy3K9gaK0MXAUU1",
    "'sixteen bytes!!!', $1$x$I78SusdAlUYNSskzyOg8S0",
    "'pässwörd', $1$saltsalt$VReRfkQ8Hs1aayf/oxMkG/"
  })
  void hashesAreThoseOfOpenssl(String password, String hash) {
    assertThat(Md5Crypt.isHash(hash)).isTrue();
    assertThat(Md5Crypt.hash(password.getBytes(UTF_8), hash)).isEqualTo(hash);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "$apr1$salt$tooshort",
        "$apr1$$1234567890123456789012",
        "$2y$05$abcdefghijklmnopqrstuv",
        "$6$salt$1234567890123456789012"
      })
  void otherHashesAreOthers(String stored) {
    assertThat(Md5Crypt.isHash(stored)).isFalse();
  }
}
