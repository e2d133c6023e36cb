package org.pushrelay.server.config;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pushrelay.server.text.Directive;
import org.pushrelay.server.text.Reason;

/**
 * Certificates and keys as they are used with nginx and OpenSSL: PEM, the keys without password.
 */
final class PemFiles {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
  private static final byte[] RSA = {6, 9, 42, (byte) 134, 72, (byte) 134, (byte) 247, 13, 1, 1, 1};
  private static final byte[] EC = {6, 7, 42, (byte) 134, 72, (byte) 206, 61, 2, 1};
  private static final byte[] NULL = {5, 0};
  private static final byte[] VERSION_0 = {2, 1, 0};
  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 4;

  private PemFiles() {}

  /** The certificate and the key that two directives name; nothing, and told why, if it fails. */
  static Optional<VirtualServer.Tls> read(
      Directive certificate, Directive key, Path base, Problems problems) {
    List<X509Certificate> chain = new ArrayList<>();
    Directive current = certificate;
    try {
      for (Block block : blocks(base.resolve(certificate.arg(0)))) {
        if (block.type.endsWith("CERTIFICATE")) {
          chain.add(certificate(block));
        }
      }
      if (chain.isEmpty()) {
        problems.error(certificate, "names a file without a -----BEGIN CERTIFICATE----- in it");
        return Optional.empty();
      }
      current = key;
      Optional<Block> block =
          blocks(base.resolve(key.arg(0))).stream()
              .filter(b -> b.type.endsWith("PRIVATE KEY"))
              .findFirst();
      if (block.isEmpty() || block.get().type.startsWith("ENCRYPTED")) {
        problems.error(
            key, "names a file without a key that can be read (expected: PEM, without a password)");
        return Optional.empty();
      }
      PrivateKey privateKey = key(block.get(), chain.get(0).getPublicKey());
      return Optional.of(new VirtualServer.Tls(chain, privateKey));
    } catch (IOException e) {
      problems.error(
          current, "names " + current.arg(0) + ", which cannot be read: " + Reason.of(e));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      problems.error(
          current, "names " + current.arg(0) + ", which cannot be used: " + e.getMessage());
    }
    return Optional.empty();
  }

  /** What stands between two lines of dashes. */
  private static final class Block {
    private final String type;
    private final byte[] bytes;

    Block(String type, byte[] bytes) {
      this.type = type;
      this.bytes = bytes;
    }
  }

  private static List<Block> blocks(Path file) throws IOException {
    List<Block> blocks = new ArrayList<>();
    Matcher matcher =
        BLOCK.matcher(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
    while (matcher.find()) {
      String text = matcher.group(2);
      // a key with a password has lines with a colon in front of the bytes
      byte[] bytes = text.contains(":") ? new byte[0] : Base64.getMimeDecoder().decode(text);
      String type = (text.contains(":") ? "ENCRYPTED " : "") + matcher.group(1);
      blocks.add(new Block(type, bytes));
    }
    return blocks;
  }

  private static X509Certificate certificate(Block block) throws GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.bytes));
  }

  private static PrivateKey key(Block block, PublicKey certified)
      throws GeneralSecurityException, IOException {
    byte[] pkcs8 =
        switch (block.type) {
          case "RSA PRIVATE KEY" -> wrap(concat(RSA, NULL), block.bytes);
          case "EC PRIVATE KEY" -> wrap(concat(EC, curve(certified)), block.bytes);
          default -> block.bytes;
        };
    PrivateKey key =
        KeyFactory.getInstance(certified.getAlgorithm())
            .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    if (!belongTogether(key, certified)) {
      throw new IllegalArgumentException("it is not the key of the certificate");
    }
    return key;
  }

  /**
   * The curve's name from the certificate's key: SEQUENCE { SEQUENCE { ecPublicKey, curve } ... }.
   */
  private static byte[] curve(PublicKey certified) {
    byte[] info = certified.getEncoded();
    int start = 2 + ((info[1] & 0x80) == 0 ? 0 : info[1] & 0x7f) + 2 + EC.length;
    return Arrays.copyOfRange(info, start, start + 2 + info[start + 1]);
  }

  /** RFC 5208: version, algorithm, and the key in the algorithm's own form. */
  private static byte[] wrap(byte[] algorithm, byte[] key) throws IOException {
    return der(SEQUENCE, concat(VERSION_0, concat(der(SEQUENCE, algorithm), der(OCTETS, key))));
  }

  private static byte[] der(int tag, byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else if (content.length < 0x100) {
      out.write(0x81);
      out.write(content.length);
    } else {
      out.write(0x82);
      out.write(content.length >> 8);
      out.write(content.length);
    }
    out.write(content);
    return out.toByteArray();
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private static boolean belongTogether(PrivateKey key, PublicKey certified)
      throws GeneralSecurityException {
    String algorithm =
        switch (certified.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> certified.getAlgorithm();
        };
    byte[] probe = {1, 2, 3};
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(probe);
    byte[] signed = signature.sign();
    signature.initVerify(certified);
    signature.update(probe);
    return signature.verify(signed);
  }
}
