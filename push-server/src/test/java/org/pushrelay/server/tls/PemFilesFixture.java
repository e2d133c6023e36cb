package org.pushrelay.server.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
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
import org.junit.jupiter.api.io.TempDir;

/** Makes certificates and keys in files, and tries them. */
abstract class PemFilesFixture {
  static final String PASSWORD = "for-tests";

  static final String RSA = "-keyalg RSA -keysize 2048";
  static final String P256 = "-keyalg EC -groupname secp256r1";
  static final String P521 = "-keyalg EC -groupname secp521r1";
  static final String ED25519 = "-keyalg Ed25519";

  @TempDir static Path stores;
  @TempDir Path directory;
  Path chain;
  Path key;

  @BeforeEach
  void name() {
    chain = directory.resolve("chain.pem");
    key = directory.resolve("key.pem");
  }

  /**
   * Puts a key and its certificate into the files; made by the JDK's keytool, once for each kind.
   */
  void make(String keyOptions) throws Exception {
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

  static String pem(String label, byte[] der) {
    String text = Base64.getMimeEncoder(64, "\n".getBytes(UTF_8)).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
  }

  static void run(List<String> command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s: %s", command, output).isZero();
  }

  static void openssl(String... arguments) throws Exception {
    assumeTrue(hasOpenssl(), "openssl is not installed");
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    run(command);
  }

  static boolean hasOpenssl() throws InterruptedException {
    try {
      return new ProcessBuilder("openssl", "version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Both files, in the form that Java's TLS takes. */
  static KeyStore read(Path chain, Path key) throws IOException {
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
  static void serve(KeyStore store) throws Exception {
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
}
