package org.pushrelay.server.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Poul-Henning Kamp's MD5-based crypt: {@code $1$salt$hash}, and Apache's variant {@code
 * $apr1$salt$hash}, which is what {@code htpasswd} writes by default.
 */
final class Md5Crypt {
  private static final Pattern STORED = Pattern.compile("(\\$(?:apr1|1)\\$)([^$]{1,8})\\$(.*)");
  private static final Pattern HASH =
      Pattern.compile("\\$(?:apr1|1)\\$[^$]{1,8}\\$[./0-9A-Za-z]{22}");
  private static final String ALPHABET =
      "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int ROUNDS = 1000;

  private Md5Crypt() {}

  static boolean isHash(String stored) {
    return HASH.matcher(stored).matches();
  }

  /** The hash of a password with the salt of a stored one. */
  static String hash(byte[] password, String stored) {
    Matcher matcher = STORED.matcher(stored);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("stored: no MD5 crypt (expected: $apr1$salt$hash)");
    }
    String magic = matcher.group(1);
    byte[] salt = matcher.group(2).getBytes(StandardCharsets.UTF_8);
    byte[] digest = first(password, magic.getBytes(StandardCharsets.US_ASCII), salt);
    for (int round = 0; round < ROUNDS; round++) {
      digest = next(digest, password, salt, round);
    }
    return magic + matcher.group(2) + "$" + encode(digest);
  }

  private static byte[] first(byte[] password, byte[] magic, byte[] salt) {
    byte[] alternate = md5(password, salt, password);
    MessageDigest md5 = md5();
    md5.update(password);
    md5.update(magic);
    md5.update(salt);
    for (int left = password.length; left > 0; left -= alternate.length) {
      md5.update(alternate, 0, Math.min(left, alternate.length));
    }
    for (int bits = password.length; bits > 0; bits >>= 1) {
      md5.update((bits & 1) == 1 || password.length == 0 ? 0 : password[0]);
    }
    return md5.digest();
  }

  private static byte[] next(byte[] digest, byte[] password, byte[] salt, int round) {
    boolean odd = (round & 1) == 1;
    MessageDigest md5 = md5();
    md5.update(odd ? password : digest);
    if (round % 3 != 0) {
      md5.update(salt);
    }
    if (round % 7 != 0) {
      md5.update(password);
    }
    md5.update(odd ? digest : password);
    return md5.digest();
  }

  private static String encode(byte[] d) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      int last = i == 4 ? 5 : i + 12;
      append(text, (d[i] & 0xff) << 16 | (d[i + 6] & 0xff) << 8 | (d[last] & 0xff), 4);
    }
    append(text, d[11] & 0xff, 2);
    return text.toString();
  }

  private static void append(StringBuilder text, int value, int digits) {
    int rest = value;
    for (int i = 0; i < digits; i++) {
      text.append(ALPHABET.charAt(rest & 0x3f));
      rest >>= 6;
    }
  }

  private static byte[] md5(byte[]... parts) {
    MessageDigest md5 = md5();
    Arrays.stream(parts).forEach(md5::update);
    return md5.digest();
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }
}
