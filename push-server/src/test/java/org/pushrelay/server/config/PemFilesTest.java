package org.pushrelay.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushrelay.server.text.ConfigException;

/** Keys that OpenSSL has made, with and without a password. */
class PemFilesTest {
  private static final Path FILES = Path.of("src/test/resources/tls").toAbsolutePath();

  private static RelayConfig parse(String certificate, String key) throws ConfigException {
    String text =
        "server { listen 443 ssl; ssl_certificate %s; ssl_certificate_key %s; }"
            .formatted(certificate, key);
    return RelayConfig.parse("relay.conf", text, FILES);
  }

  @ParameterizedTest
  @CsvSource({"ec.pem, ec-sec1.key, EC", "ec.pem, ec-pkcs8.key, EC", "rsa.pem, rsa-pkcs1.key, RSA"})
  void keysAreReadInEveryUsualForm(String certificate, String key, String algorithm)
      throws ConfigException {
    VirtualServer.Tls tls = parse(certificate, key).servers().get(0).tls().orElseThrow();

    assertThat(tls.chain()).hasSize(1);
    assertThat(tls.key().getAlgorithm()).isEqualTo(algorithm);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ec.pem | ec-encrypted.key | \"ssl_certificate_key\" names a file without a key that can be read (expected: PEM, without a password)",
        "ec.pem | ec-encrypted-sec1.key | \"ssl_certificate_key\" names a file without a key that can be read (expected: PEM, without a password)",
        "ec.pem | ec.pem | \"ssl_certificate_key\" names a file without a key that can be read (expected: PEM, without a password)",
        "ec-pkcs8.key | ec-pkcs8.key | \"ssl_certificate\" names a file without a -----BEGIN CERTIFICATE----- in it",
        "ec.pem | none.key | \"ssl_certificate_key\" names none.key, which cannot be read: no such file"
      })
  void othersAreRefused(String certificate, String key, String message) {
    ConfigException refusal =
        catchThrowableOfType(ConfigException.class, () -> parse(certificate, key));

    assertThat(refusal.problems().get(0).message()).isEqualTo(message);
  }
}
