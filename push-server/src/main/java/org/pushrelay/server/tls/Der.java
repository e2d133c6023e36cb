package org.pushrelay.server.tls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** As much of ASN.1's DER as it takes to put a key into a PKCS#8 envelope. */
final class Der {
  private static final int INTEGER = 0x02;
  private static final int OCTET_STRING = 0x04;
  private static final int SEQUENCE = 0x30;

  private Der() {}

  /**
   * A private key in the form of PKCS#8 (RFC 5208, 5).
   *
   * @param algorithm the AlgorithmIdentifier
   * @param key the key in its algorithm's own form
   */
  static byte[] pkcs8(byte[] algorithm, byte[] key) {
    return element(SEQUENCE, element(INTEGER, new byte[1]), algorithm, element(OCTET_STRING, key));
  }

  /**
   * The AlgorithmIdentifier of a public key.
   *
   * @param publicKey its SubjectPublicKeyInfo (RFC 5280, 4.1), as Java encodes public keys
   */
  static byte[] algorithm(byte[] publicKey) {
    int start = contentStart(publicKey, 0);
    int end = contentStart(publicKey, start) + contentLength(publicKey, start);
    return Arrays.copyOfRange(publicKey, start, end);
  }

  private static int contentStart(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    return at + 2 + (first < 0x80 ? 0 : first - 0x80);
  }

  private static int contentLength(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = at + 2; i < contentStart(der, at); i++) {
      length = length << 8 | (der[i] & 0xff);
    }
    return length;
  }

  private static byte[] element(int tag, byte[]... contents) {
    int length = 0;
    for (byte[] content : contents) {
      length += content.length;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
    out.write(tag);
    writeLength(out, length);
    for (byte[] content : contents) {
      out.writeBytes(content);
    }
    return out.toByteArray();
  }

  private static void writeLength(ByteArrayOutputStream out, int length) {
    if (length < 0x80) {
      out.write(length);
      return;
    }
    int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
    out.write(0x80 | bytes);
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      out.write(length >> shift);
    }
  }
}
