package org.pushrelay.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class PemFilesTest extends PemFilesFixture {
  @ParameterizedTest
  @ValueSource(strings = {RSA, P256, P521, ED25519})
  void aCertificateAndItsKeyServeTls(String options) throws Exception {
    make(options);

    KeyStore store = read(chain, key);

    assertThat(store.size()).isEqualTo(1);
    serve(store);
  }

  @Test
  void bothMayBeInOneFileWithTextAround() throws Exception {
    make(P256);
    Path both = directory.resolve("both.pem");
    Files.writeString(
        both, "subject=CN = localhost\n" + Files.readString(key) + Files.readString(chain));

    assertThat(read(both, both).size()).isEqualTo(1);
  }

  @Test
  void linesMayEndAsOnWindows() throws Exception {
    make(P256);
    Files.writeString(key, Files.readString(key).replace("\n", "\r\n"));
    Files.writeString(chain, Files.readString(chain).replace("\n", "\r\n"));

    assertThat(read(chain, key).size()).isEqualTo(1);
  }

  @Nested
  class WithOpenssl {

    @Test
    void anRsaKeyMayBePkcs1() throws Exception {
      make(RSA);
      Path old = directory.resolve("pkcs1.pem");
      openssl("rsa", "-in", key.toString(), "-traditional", "-out", old.toString());
      assertThat(old).content().startsWith("-----BEGIN RSA PRIVATE KEY-----");

      serve(read(chain, old));
    }

    @ParameterizedTest
    @ValueSource(strings = {P256, P521})
    void anEcKeyMayBeSec1(String options) throws Exception {
      make(options);
      Path old = directory.resolve("sec1.pem");
      openssl("ec", "-in", key.toString(), "-out", old.toString());
      assertThat(old).content().startsWith("-----BEGIN EC PRIVATE KEY-----");

      serve(read(chain, old));
    }

    @Test
    void anEcKeyMayStandBehindItsCurve() throws Exception {
      Path made = directory.resolve("made.pem");
      openssl("ecparam", "-name", "prime256v1", "-genkey", "-out", made.toString());
      assertThat(made).content().startsWith("-----BEGIN EC PARAMETERS-----");
      selfSign(made);

      serve(read(chain, made));
    }

    @Test
    void aChainIsServedWhole() throws Exception {
      Path rootKey = directory.resolve("root.key");
      Path root = directory.resolve("root.pem");
      Path leaf = directory.resolve("leaf.pem");
      Path request = directory.resolve("leaf.csr");
      openssl("genpkey", "-algorithm", "ED25519", "-out", rootKey.toString());
      openssl(
          "req",
          "-x509",
          "-new",
          "-key",
          rootKey.toString(),
          "-subj",
          "/CN=Root",
          "-days",
          "2",
          "-out",
          root.toString());
      openssl("genpkey", "-algorithm", "ED25519", "-out", key.toString());
      openssl(
          "req",
          "-new",
          "-key",
          key.toString(),
          "-subj",
          "/CN=localhost",
          "-out",
          request.toString());
      openssl(
          "x509",
          "-req",
          "-in",
          request.toString(),
          "-CA",
          root.toString(),
          "-CAkey",
          rootKey.toString(),
          "-CAcreateserial",
          "-days",
          "2",
          "-out",
          leaf.toString());

      Files.writeString(chain, Files.readString(leaf) + Files.readString(root));
      KeyStore store = read(chain, key);
      assertThat(store.getCertificateChain("server")).hasSize(2);
      serve(store);

      Files.writeString(chain, Files.readString(leaf) + Files.readString(leaf));
      assertThatIOException()
          .isThrownBy(() -> read(chain, key))
          .withMessage(
              chain
                  + ": certificate 2 is not of the issuer of certificate 1 (expected: first the"
                  + " server's certificate, then its issuer's, and so on)");

      Files.writeString(chain, Files.readString(root));
      assertThatIOException()
          .isThrownBy(() -> read(chain, key))
          .withMessage(key + ": not the private key of the first certificate in " + chain);
    }

    @Test
    void anEncryptedKeyIsRefused() throws Exception {
      make(RSA);
      Path pkcs8 = directory.resolve("encrypted8.pem");
      Path pkcs1 = directory.resolve("encrypted1.pem");
      openssl(
          "pkey", "-in", key.toString(), "-aes256", "-passout", "pass:x", "-out", pkcs8.toString());
      openssl(
          "rsa",
          "-in",
          key.toString(),
          "-aes256",
          "-traditional",
          "-passout",
          "pass:x",
          "-out",
          pkcs1.toString());

      for (Path encrypted : List.of(pkcs8, pkcs1)) {
        assertThatIOException()
            .isThrownBy(() -> read(chain, encrypted))
            .withMessage(
                encrypted
                    + ": the private key is encrypted (expected: one without a password, as"
                    + " \"openssl pkey -in FILE -out FILE\" makes it)");
      }
    }

    @Test
    void aKindOfKeyThatIsNotServedIsRefused() throws Exception {
      openssl("genpkey", "-algorithm", "RSA-PSS", "-out", key.toString());
      selfSign(key);

      assertThatIOException()
          .isThrownBy(() -> read(chain, key))
          .withMessage(chain + ": a key of kind RSASSA-PSS (expected: RSA, EC or Ed25519)");
    }

    private void selfSign(Path with) throws Exception {
      openssl(
          "req",
          "-x509",
          "-new",
          "-key",
          with.toString(),
          "-subj",
          "/CN=localhost",
          "-days",
          "2",
          "-out",
          chain.toString());
    }
  }
}
