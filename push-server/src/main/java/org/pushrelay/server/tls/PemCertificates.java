package org.pushrelay.server.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** The certificate chain in a PEM file, as nginx's {@code ssl_certificate} names it. */
public final class PemCertificates {

  private PemCertificates() {}

  /**
   * Reads a file.
   *
   * @return at least one certificate: the server's, behind it the one of its issuer, and so on
   * @throws IOException if the file cannot be read or used; the message says which file, and what
   *     was expected
   */
  public static List<X509Certificate> read(Path file) throws IOException {
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
    return List.copyOf(chain);
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
