package org.pushrelay.server.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A user's name and password from an {@code Authorization: Basic} header (RFC 7617). */
public final class BasicCredentials {
  private static final String SCHEME = "basic ";

  /** The work for a hash grows with the password; a longer one is wrong without being hashed. */
  static final int MAX_PASSWORD_BYTES = 128;

  private final String user;
  private final byte[] password;

  private BasicCredentials(String user, byte[] password) {
    this.user = user;
    this.password = password;
  }

  /**
   * Reads the header.
   *
   * @param authorization its values, one per header line
   * @return empty unless there is just one, and it is of that kind
   */
  public static Optional<BasicCredentials> parse(List<String> authorization) {
    if (authorization.size() != 1) {
      return Optional.empty();
    }
    String value = authorization.get(0);
    if (!value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    try {
      return parse(Base64.getDecoder().decode(value.substring(SCHEME.length()).strip()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<BasicCredentials> parse(byte[] userPass) {
    int colon = 0;
    while (colon < userPass.length && userPass[colon] != ':') {
      colon++;
    }
    int passwordBytes = userPass.length - colon - 1;
    if (passwordBytes < 0 || passwordBytes > MAX_PASSWORD_BYTES || hasControls(userPass)) {
      return Optional.empty();
    }
    String user = new String(userPass, 0, colon, UTF_8);
    byte[] password = Arrays.copyOfRange(userPass, colon + 1, userPass.length);
    return Optional.of(new BasicCredentials(user, password));
  }

  /** RFC 7617, 2: neither part has control characters. */
  private static boolean hasControls(byte[] userPass) {
    for (byte b : userPass) {
      if ((b >= 0 && b < ' ') || b == 0x7f) {
        return true;
      }
    }
    return false;
  }

  /** The name, whether or not the password is right. */
  public String user() {
    return user;
  }

  byte[] password() {
    return password.clone();
  }

  /** A digest of name and password that only the holder of the salt can compare. */
  HashCode digest(byte[] salt) {
    return Hashing.hmacSha256(salt)
        .newHasher()
        .putInt(user.length())
        .putUnencodedChars(user)
        .putBytes(password)
        .hash();
  }
}
