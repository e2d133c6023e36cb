package org.pushrelay.server.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class PemFilesTest {
  private static final String PASSWORD = "for-tests";

  private static final String RSA = "-keyalg RSA -keysize 2048";
  private static final String P256 = "-keyalg EC -groupname secp256r1";
  private static final String P521 = "-keyalg EC -groupname secp521r1";
  private static final String ED25519 = "-keyalg Ed25519";

  @TempDir static Path stores;
  @TempDir Path directory;
  private Path chain;
  private Path key;

  @BeforeEach
  void name() {
    chain = directory.resolve("chain.pem");
    key = directory.resolve("key.pem");
  }

  /**
   * Puts a key and its certificate into the files; made by the JDK's keytool, once for each kind.
   */
  private void make(String keyOptions) throws Exception {
    Path store = stores.resolve(keyOptions.replace(' ', '_') + ".p12");
    if (Files.notExists(store)) {
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  "made",
                  "-dname",
                  "CN=localhost",
                  "-storetype",
                  "PKCS12",
                  "-keystore",
                  store.toString(),
                  "-storepass",
                  PASSWORD));
      command.addAll(List.of(keyOptions.split(" ")));
      run(command);
    }
    KeyStore made = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      made.load(in, PASSWORD.toCharArray());
    }
    Files.writeString(chain, pem("CERTIFICATE", made.getCertificate("made").getEncoded()));
    Key privateKey = made.getKey("made", PASSWORD.toCharArray());
    Files.writeString(key, pem("PRIVATE KEY", privateKey.getEncoded()));
  }

  private static String pem(String label, byte[] der) {
    String text = Base64.getMimeEncoder(64, "\n".getBytes(UTF_8)).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
  }

  private static void run(List<String> command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s: %s", command, output).isZero();
  }

  private static void openssl(String... arguments) throws Exception {
    assumeTrue(hasOpenssl(), "openssl is not installed");
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    run(command);
  }

  private static boolean hasOpenssl() throws InterruptedException {
    try {
      return new ProcessBuilder("openssl", "version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Both files, in the form that Java's TLS takes. */
  private static KeyStore read(Path chain, Path key) throws IOException {
    List<X509Certificate> certificates = PemCertificates.read(chain);
    PrivateKey privateKey = PemPrivateKey.read(key, certificates.get(0).getPublicKey(), chain);
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "server", privateKey, PASSWORD.toCharArray(), certificates.toArray(new Certificate[0]));
      return store;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Shakes hands over TLS with what was read. */
  private static void serve(KeyStore store) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, PASSWORD.toCharArray());
    SSLContext server = SSLContext.getInstance("TLS");
    server.init(keys.getKeyManagers(), null, null);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    Certificate[] whole = store.getCertificateChain(store.aliases().nextElement());
    trusted.setCertificateEntry("root", whole[whole.length - 1]);
    trust.init(trusted);
    SSLContext client = SSLContext.getInstance("TLS");
    client.init(null, trust.getTrustManagers(), null);

    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (SSLServerSocket listening =
            (SSLServerSocket) server.getServerSocketFactory().createServerSocket(0, 1, loopback);
        SSLSocket connection =
            (SSLSocket)
                client.getSocketFactory().createSocket(loopback, listening.getLocalPort())) {
      Thread answering =
          new Thread(
              () -> {
                try (SSLSocket accepted = (SSLSocket) listening.accept()) {
                  accepted.getOutputStream().write('!');
                } catch (IOException e) {
                  // the client sees it, too
                }
              });
      answering.start();
      assertThat(connection.getInputStream().read()).isEqualTo('!');
      answering.join();
    }
  }

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

  @Nested
  class Mistakes {

    @ParameterizedTest
    @ValueSource(strings = {P256 + " -startdate -1d", RSA, P521, ED25519})
    void theKeyOfAnotherCertificateIsRefused(String options) throws Exception {
      make(P256);
      Path own = directory.resolve("own.pem");
      Files.move(chain, own);
      make(options);

      assertThatIOException()
          .isThrownBy(() -> read(own, key))
          .withMessageStartingWith(
              key + ": not the private key of the first certificate in " + own);
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
}
