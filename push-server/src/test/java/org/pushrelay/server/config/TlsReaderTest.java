package org.pushrelay.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushrelay.server.text.ConfigException;

/** Keys that OpenSSL has made, with and without a password. */
class TlsReaderTest {
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
        "ec.pem | ec-encrypted.key | ssl_certificate_key | ec-encrypted.key: the private key is encrypted",
        "ec.pem | ec-encrypted-sec1.key | ssl_certificate_key | ec-encrypted-sec1.key: the private key is encrypted",
        "ec.pem | rsa-pkcs1.key | ssl_certificate_key | rsa-pkcs1.key: not the private key of the first certificate in",
        "ec.pem | ec.pem | ssl_certificate_key | ec.pem: no private key",
        "ec-pkcs8.key | ec-pkcs8.key | ssl_certificate | ec-pkcs8.key: no certificate",
        "ec.pem | none.key | ssl_certificate_key | none.key cannot be read: no such file"
      })
  void unusableCertificatesAndKeysAreRefused(
      String certificate, String key, String directive, String reason) {
    ConfigException refusal =
        catchThrowableOfType(ConfigException.class, () -> parse(certificate, key));

    assertThat(refusal.problems().get(0).message())
        .startsWith("\"" + directive + "\" cannot be used: ")
        .contains(reason);
  }
}
