package org.pushrelay.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for 127.0.0.1 that only its own context trusts: for the server of a {@link
 * RunningTransport}, and for its clients. Made by the JDK's keytool. Immutable.
 */
public final class SelfSigned {
  private static final String PASSWORD = "secret";

  private final KeyStore keys;

  private SelfSigned(KeyStore keys) {
    this.keys = keys;
  }

  /**
   * Makes one.
   *
   * @param name who it says it is of
   * @throws IOException if keytool fails
   */
  public static SelfSigned of(String name) throws IOException, GeneralSecurityException {
    Path directory = Files.createTempDirectory("self-signed");
    Path file = directory.resolve("keys.p12");
    try {
      keytool(file, name);
      KeyStore keys = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        keys.load(in, PASSWORD.toCharArray());
      }
      return new SelfSigned(keys);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(directory);
    }
  }

  /** The certificate and its key, for servers that want them so. */
  public KeyStore keys() {
    return keys;
  }

  /** What the key can be read with. */
  public String password() {
    return PASSWORD;
  }

  /** A context for both ends of a connection. */
  public SSLContext context() throws GeneralSecurityException {
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD.toCharArray());
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }

  private static void keytool(Path file, String name) throws IOException {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    int status = keytool.onExit().join().exitValue();
    if (status != 0) {
      throw new IOException("keytool ended with " + status);
    }
  }
}
