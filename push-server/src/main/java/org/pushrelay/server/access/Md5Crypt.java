package org.pushrelay.server.access;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;

/**
 * The MD5-based crypt in both its variants, as {@code htpasswd -m} and {@code openssl passwd} make
 * it: a thousand rounds of MD5 over the password and a salt of up to eight characters.
 */
final class Md5Crypt {
  private static final int MAX_SALT = 8;
  private static final int ROUNDS = 1000;
  private static final String ALPHABET =
      "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /** Which three bytes of the digest each four characters are made of. */
  private static final int[][] TRIPLES = {
    {0, 6, 12}, {1, 7, 13}, {2, 8, 14}, {3, 9, 15}, {4, 10, 5}
  };

  private Md5Crypt() {}

  /**
   * The 22 characters that stand behind the salt.
   *
   * @param magic what the variant begins with: {@code $apr1$} for Apache's, {@code $1$} for the
   *     older one
   */
  static String hash(String magic, byte[] password, String salt) {
    byte[] saltBytes = salt.substring(0, Math.min(MAX_SALT, salt.length())).getBytes(US_ASCII);
    byte[] digest = firstRound(magic, password, saltBytes);
    MessageDigest md5 = Digests.md5();
    for (int round = 0; round < ROUNDS; round++) {
      boolean odd = (round & 1) == 1;
      md5.update(odd ? password : digest);
      if (round % 3 != 0) {
        md5.update(saltBytes);
      }
      if (round % 7 != 0) {
        md5.update(password);
      }
      md5.update(odd ? digest : password);
      digest = md5.digest();
    }
    return encode(digest);
  }

  private static byte[] firstRound(String magic, byte[] password, byte[] salt) {
    MessageDigest md5 = Digests.md5();
    md5.update(password);
    md5.update(salt);
    byte[] inner = md5.digest(password);

    ByteArrayOutputStream input = new ByteArrayOutputStream();
    input.writeBytes(password);
    input.writeBytes(magic.getBytes(US_ASCII));
    input.writeBytes(salt);
    for (int left = password.length; left > 0; left -= inner.length) {
      input.write(inner, 0, Math.min(inner.length, left));
    }
    for (int bits = password.length; bits > 0; bits >>= 1) {
      input.write((bits & 1) == 1 ? 0 : password[0]);
    }
    return md5.digest(input.toByteArray());
  }

  private static String encode(byte[] digest) {
    StringBuilder text = new StringBuilder(22);
    for (int[] triple : TRIPLES) {
      int bits =
          (digest[triple[0]] & 0xff) << 16
              | (digest[triple[1]] & 0xff) << 8
              | (digest[triple[2]] & 0xff);
      append(text, bits, 4);
    }
    append(text, digest[11] & 0xff, 2);
    return text.toString();
  }

  /** Six bits each, the lowest first. */
  private static void append(StringBuilder text, int bits, int characters) {
    int rest = bits;
    for (int i = 0; i < characters; i++) {
      text.append(ALPHABET.charAt(rest & 0x3f));
      rest >>= 6;
    }
  }
}
