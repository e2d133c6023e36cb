package org.pushrelay.server.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate chain and its private key from PEM files, as nginx's {@code ssl_certificate} and
 * {@code ssl_certificate_key} name them, for Java's TLS.
 */
public final class PemKeyStore {
  /** The password of the key within the key store, which is in memory only. */
  public static final String KEY_PASSWORD = "in-memory";

  private PemKeyStore() {}

  /**
   * Reads both files, which may be the same one.
   *
   * @param chain has the server's certificate, and behind it the one of its issuer, and so on
   * @param key has the private key, unencrypted, as PKCS#8, PKCS#1 (RSA) or SEC1 (EC)
   * @return a key store with one entry, whose key has the password {@link #KEY_PASSWORD}
   * @throws IOException if a file cannot be read or used, or the two do not belong together; the
   *     message says which file, and what was expected
   */
  public static KeyStore read(Path chain, Path key) throws IOException {
    List<X509Certificate> certificates = certificates(chain);
    PrivateKey privateKey = PemPrivateKey.read(key, certificates.get(0).getPublicKey(), chain);
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      Certificate[] whole = certificates.toArray(new Certificate[0]);
      store.setKeyEntry("server", privateKey, KEY_PASSWORD.toCharArray(), whole);
      return store;
    } catch (GeneralSecurityException e) {
      throw new IOException(chain + ": not usable for TLS: " + e.getMessage(), e);
    }
  }

  private static List<X509Certificate> certificates(Path file) throws IOException {
    List<X509Certificate> chain = new ArrayList<>();
    for (PemBlock block : PemBlock.read(file)) {
      if (block.label().equals("CERTIFICATE")) {
        chain.add(certificate(file, block));
      }
    }
    if (chain.isEmpty()) {
      throw new IOException(
          file
              + ": no certificate (expected: one in PEM format, which begins -----BEGIN CERTIFICATE-----)");
    }
    for (int i = 1; i < chain.size(); i++) {
      X509Certificate issued = chain.get(i - 1);
      if (!issued.getIssuerX500Principal().equals(chain.get(i).getSubjectX500Principal())) {
        throw new IOException(
            file
                + ": certificate "
                + (i + 1)
                + " is not of the issuer of certificate "
                + i
                + " (expected: first the server's certificate, then its issuer's, and so on)");
      }
    }
    return chain;
  }

  private static X509Certificate certificate(Path file, PemBlock block) throws IOException {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der()));
    } catch (GeneralSecurityException e) {
      throw new IOException(file + ": not an X.509 certificate: " + e.getMessage(), e);
    }
  }
}
