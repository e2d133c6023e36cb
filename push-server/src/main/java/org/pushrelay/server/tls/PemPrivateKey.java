package org.pushrelay.server.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Map;

/** Finds the private key in a PEM file that belongs to a certificate's public key. */
public final class PemPrivateKey {
  private static final String PKCS8 = "PRIVATE KEY";

  /** Which algorithm the keys of those forms have; they say too little about it themselves. */
  private static final Map<String, String> OLD_FORMS =
      Map.of("RSA PRIVATE KEY", "RSA", "EC PRIVATE KEY", "EC");

  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

  private final Path file;
  private final PublicKey publicKey;
  private final Path certificate;

  private PemPrivateKey(Path file, PublicKey publicKey, Path certificate) {
    this.file = file;
    this.publicKey = publicKey;
    this.certificate = certificate;
  }

  /**
   * The key.
   *
   * @param certificate the file that the public key is from
   * @throws IOException if there is none, or another one; the message says which file, and what was
   *     expected
   */
  public static PrivateKey read(Path file, PublicKey publicKey, Path certificate)
      throws IOException {
    return new PemPrivateKey(file, publicKey, certificate).read();
  }

  private PrivateKey read() throws IOException {
    String algorithm = publicKey.getAlgorithm();
    String signature = SIGNATURES.get(algorithm);
    if (signature == null) {
      throw new IOException(
          certificate + ": a key of kind " + algorithm + " (expected: RSA, EC or Ed25519)");
    }
    PemBlock block = block();
    if (!OLD_FORMS.getOrDefault(block.label(), algorithm).equals(algorithm)) {
      throw stranger();
    }
    try {
      byte[] der = block.label().equals(PKCS8) ? block.der() : inPkcs8(block);
      PrivateKey key =
          KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      if (!belongs(key, signature)) {
        throw stranger();
      }
      return key;
    } catch (GeneralSecurityException e) {
      throw new IOException(stranger().getMessage() + ": " + e.getMessage(), e);
    }
  }

  private PemBlock block() throws IOException {
    List<PemBlock> blocks = PemBlock.read(file);
    if (blocks.stream().anyMatch(PemBlock::isEncrypted)) {
      throw new IOException(
          file
              + ": the private key is encrypted (expected: one without a password, as \"openssl pkey"
              + " -in FILE -out FILE\" makes it)");
    }
    List<PemBlock> keys =
        blocks.stream()
            .filter(block -> block.label().equals(PKCS8) || OLD_FORMS.containsKey(block.label()))
            .toList();
    if (keys.size() != 1) {
      throw new IOException(
          file
              + (keys.isEmpty() ? ": no private key" : ": more than one private key")
              + " (expected: one in PEM format, which begins -----BEGIN PRIVATE KEY-----, RSA"
              + " PRIVATE KEY or EC PRIVATE KEY)");
    }
    return keys.get(0);
  }

  private byte[] inPkcs8(PemBlock block) {
    return Der.pkcs8(Der.algorithm(publicKey.getEncoded()), block.der());
  }

  private boolean belongs(PrivateKey key, String algorithm) throws GeneralSecurityException {
    byte[] sample = {1, 2, 3, 4};
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(key);
    signer.update(sample);
    byte[] signed = signer.sign();
    Signature verifier = Signature.getInstance(algorithm);
    verifier.initVerify(publicKey);
    verifier.update(sample);
    return verifier.verify(signed);
  }

  private IOException stranger() {
    return new IOException(
        file + ": not the private key of the first certificate in " + certificate);
  }
}
