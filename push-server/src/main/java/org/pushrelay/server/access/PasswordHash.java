package org.pushrelay.server.access;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A password as a password file keeps it. Immutable. */
final class PasswordHash {
  /** The ways to keep a password, the cheapest to check first. */
  enum Scheme {
    PLAIN,
    SHA,
    MD5_CRYPT
  }

  private static final Pattern MD5_CRYPT =
      Pattern.compile("(\\$apr1\\$|\\$1\\$)([^$]{0,8})\\$([./0-9A-Za-z]{22})");
  private static final int SHA_BYTES = 20;

  private final Scheme scheme;
  private final String magic;
  private final String salt;
  private final byte[] saltBytes;
  private final byte[] expected;

  private PasswordHash(
      Scheme scheme, String magic, String salt, byte[] saltBytes, byte[] expected) {
    this.scheme = scheme;
    this.magic = magic;
    this.salt = salt;
    this.saltBytes = saltBytes;
    this.expected = expected;
  }

  /**
   * Reads what stands behind a user's name.
   *
   * @return empty if it is kept in a way that is not known here
   */
  static Optional<PasswordHash> parse(String text) {
    if (text.startsWith("{PLAIN}")) {
      byte[] password = text.substring("{PLAIN}".length()).getBytes(UTF_8);
      return Optional.of(new PasswordHash(Scheme.PLAIN, "", "", new byte[0], password));
    }
    if (text.startsWith("{SHA}")) {
      return base64(text.substring("{SHA}".length()))
          .filter(bytes -> bytes.length == SHA_BYTES)
          .map(PasswordHash::sha);
    }
    if (text.startsWith("{SSHA}")) {
      return base64(text.substring("{SSHA}".length()))
          .filter(bytes -> bytes.length > SHA_BYTES)
          .map(PasswordHash::sha);
    }
    Matcher crypt = MD5_CRYPT.matcher(text);
    if (crypt.matches()) {
      byte[] expected = crypt.group(3).getBytes(US_ASCII);
      return Optional.of(
          new PasswordHash(
              Scheme.MD5_CRYPT, crypt.group(1), crypt.group(2), new byte[0], expected));
    }
    return Optional.empty();
  }

  /** The salt, if there is one, follows the digest. */
  private static PasswordHash sha(byte[] bytes) {
    byte[] salt = Arrays.copyOfRange(bytes, SHA_BYTES, bytes.length);
    return new PasswordHash(Scheme.SHA, "", "", salt, Arrays.copyOf(bytes, SHA_BYTES));
  }

  private static Optional<byte[]> base64(String text) {
    try {
      return Optional.of(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  Scheme scheme() {
    return scheme;
  }

  /** Whether this is the password; the time it takes does not depend on where the two differ. */
  boolean matches(byte[] password) {
    return MessageDigest.isEqual(expected, hash(password));
  }

  private byte[] hash(byte[] password) {
    return switch (scheme) {
      case PLAIN -> password;
      case SHA -> {
        MessageDigest sha1 = Digests.sha1();
        sha1.update(password);
        yield sha1.digest(saltBytes);
      }
      case MD5_CRYPT -> Md5Crypt.hash(magic, password, salt).getBytes(US_ASCII);
    };
  }
}
