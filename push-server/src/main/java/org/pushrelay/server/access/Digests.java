package org.pushrelay.server.access;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The two digests that password files are made with; every Java platform has them. */
final class Digests {

  private Digests() {}

  static MessageDigest md5() {
    return digest("MD5");
  }

  static MessageDigest sha1() {
    return digest("SHA-1");
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(algorithm + ": missing in this Java runtime", e);
    }
  }
}
