package org.pushrelay.server.tls;

import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class RefusedPemFilesTest extends PemFilesFixture {

  @ParameterizedTest
  @ValueSource(strings = {P256 + " -startdate -1d", RSA, P521, ED25519})
  void theKeyOfAnotherCertificateIsRefused(String options) throws Exception {
    make(P256);
    Path own = directory.resolve("own.pem");
    Files.move(chain, own);
    make(options);

    assertThatIOException()
        .isThrownBy(() -> read(own, key))
        .withMessageStartingWith(key + ": not the private key of the first certificate in " + own);
  }

  @Test
  void anOldFormOfAnotherKindOfKeyIsRefused() throws Exception {
    make(P256);
    Files.writeString(key, pem("RSA PRIVATE KEY", new byte[] {1, 2, 3}));

    assertThatIOException()
        .isThrownBy(() -> read(chain, key))
        .withMessage(key + ": not the private key of the first certificate in " + chain);
  }

  @Test
  void aBrokenKeyIsRefused() throws Exception {
    make(P256);
    Files.writeString(key, pem("PRIVATE KEY", new byte[] {1, 2, 3}));

    assertThatIOException()
        .isThrownBy(() -> read(chain, key))
        .withMessageStartingWith(
            key + ": not the private key of the first certificate in " + chain + ": ");
  }

  @Test
  void aFileWithoutAKeyOrWithTwoIsRefused() throws Exception {
    make(P256);
    String expected =
        " (expected: one in PEM format, which begins -----BEGIN PRIVATE KEY-----, RSA PRIVATE"
            + " KEY or EC PRIVATE KEY)";
    assertThatIOException()
        .isThrownBy(() -> read(chain, chain))
        .withMessage(chain + ": no private key" + expected);

    Files.writeString(key, Files.readString(key) + Files.readString(key));
    assertThatIOException()
        .isThrownBy(() -> read(chain, key))
        .withMessage(key + ": more than one private key" + expected);
  }

  @Test
  void aFileWithoutACertificateIsRefused() throws Exception {
    make(P256);

    assertThatIOException()
        .isThrownBy(() -> read(key, key))
        .withMessage(
            key
                + ": no certificate (expected: one in PEM format, which begins"
                + " -----BEGIN CERTIFICATE-----)");
  }

  @Test
  void aBrokenCertificateIsRefused() throws Exception {
    Files.writeString(chain, pem("CERTIFICATE", new byte[] {1, 2, 3}));

    assertThatIOException()
        .isThrownBy(() -> read(chain, key))
        .withMessageStartingWith(chain + ": not an X.509 certificate: ");
  }

  @Test
  void aFileThatIsNotThereIsSaid() throws Exception {
    make(P256);
    Path missing = directory.resolve("missing.pem");

    assertThatIOException()
        .isThrownBy(() -> read(missing, key))
        .withMessage(missing + " cannot be read: no such file");
    assertThatIOException()
        .isThrownBy(() -> read(chain, missing))
        .withMessage(missing + " cannot be read: no such file");
  }
}
