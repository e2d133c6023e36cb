package org.pushrelay.server.config;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.pushrelay.server.config.VirtualServer.Tls;
import org.pushrelay.server.text.Directive;
import org.pushrelay.server.tls.PemCertificates;
import org.pushrelay.server.tls.PemPrivateKey;

/** Reads {@code ssl_certificate} and {@code ssl_certificate_key}. */
final class TlsReader {
  private final Path base;
  private final Problems problems;

  TlsReader(Path base, Problems problems) {
    this.base = base;
    this.problems = problems;
  }

  Optional<Tls> read(Scope scope) {
    Optional<Directive> certificate = scope.find("ssl_certificate");
    Optional<Directive> key = scope.find("ssl_certificate_key");
    if (certificate.isPresent() != key.isPresent()) {
      problems.error(
          certificate.or(() -> key).orElseThrow(),
          "comes alone (expected: ssl_certificate and ssl_certificate_key)");
      return Optional.empty();
    }
    return certificate.isPresent() && key.isPresent()
        ? read(certificate.get(), key.get())
        : Optional.empty();
  }

  private Optional<Tls> read(Directive certificate, Directive key) {
    Path chainFile = base.resolve(certificate.arg(0));
    Directive current = certificate;
    try {
      List<X509Certificate> chain = PemCertificates.read(chainFile);
      current = key;
      PrivateKey privateKey =
          PemPrivateKey.read(base.resolve(key.arg(0)), chain.get(0).getPublicKey(), chainFile);
      return Optional.of(new Tls(chain, privateKey));
    } catch (IOException e) {
      problems.error(current, "cannot be used: " + e.getMessage());
      return Optional.empty();
    }
  }
}
