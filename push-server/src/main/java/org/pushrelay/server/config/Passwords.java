package org.pushrelay.server.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pushrelay.server.text.Directive;
import org.pushrelay.server.text.Position;
import org.pushrelay.server.text.Reason;

/**
 * Users and their passwords, from a file as {@code htpasswd} writes it: {@code {PLAIN}}, {@code
 * {SHA}}, {@code {SSHA}}, {@code $apr1$} and {@code $1$}. Immutable.
 */
public final class Passwords {
  /** Nobody. */
  static final Passwords NONE = new Passwords(Map.of());

  private static final int SHA1_BYTES = 20;

  private final Map<String, String> users;

  private Passwords(Map<String, String> users) {
    this.users = Map.copyOf(users);
  }

  /** Reads a file; what cannot be used is told. */
  static Passwords read(Directive directive, Path file, Problems problems) {
    Map<String, String> users = new HashMap<>();
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      for (int i = 0; i < lines.size(); i++) {
        add(lines.get(i).trim(), new Position(file.toString(), i + 1, 1), users, problems);
      }
    } catch (IOException e) {
      problems.error(directive, "names " + file + ", which cannot be read: " + Reason.of(e));
    }
    return new Passwords(users);
  }

  private static void add(
      String line, Position position, Map<String, String> users, Problems problems) {
    if (line.isEmpty() || line.startsWith("#")) {
      return;
    }
    String[] fields = line.split(":", 3);
    if (fields.length < 2 || fields[0].isEmpty()) {
      problems.error(position, "no user here (expected: name:password)");
    } else if (!isUnderstood(fields[1])) {
      problems.error(
          position,
          "the password of \""
              + fields[0]
              + "\" is stored in a way that is not supported (expected: $apr1$, as \"htpasswd -m\""
              + " writes it, {SSHA}, {SHA} or {PLAIN})");
    } else {
      users.put(fields[0], fields[1]);
    }
  }

  private static boolean isUnderstood(String stored) {
    if (stored.startsWith("{SSHA}")) {
      return decode(stored.substring("{SSHA}".length())).length >= SHA1_BYTES;
    }
    if (stored.startsWith("{SHA}")) {
      return decode(stored.substring("{SHA}".length())).length == SHA1_BYTES;
    }
    return stored.startsWith("{PLAIN}") || Md5Crypt.isHash(stored);
  }

  /** Whether the user exists and has that password. */
  public boolean accept(String user, String password) {
    String stored = users.get(user);
    // who does not exist takes as long as one who does
    String compared = stored == null ? "$apr1$unknown.$" : stored;
    byte[] given = password.getBytes(StandardCharsets.UTF_8);
    return matches(compared, given) && stored != null;
  }

  private static boolean matches(String stored, byte[] password) {
    if (stored.startsWith("{PLAIN}")) {
      byte[] plain = stored.substring("{PLAIN}".length()).getBytes(StandardCharsets.UTF_8);
      return MessageDigest.isEqual(plain, password);
    }
    if (stored.startsWith("{SHA}")) {
      byte[] hash = decode(stored.substring("{SHA}".length()));
      return MessageDigest.isEqual(hash, sha1(password, new byte[0]));
    }
    if (stored.startsWith("{SSHA}")) {
      byte[] both = decode(stored.substring("{SSHA}".length()));
      byte[] hash = Arrays.copyOf(both, SHA1_BYTES);
      byte[] salt = Arrays.copyOfRange(both, SHA1_BYTES, both.length);
      return MessageDigest.isEqual(hash, sha1(password, salt));
    }
    byte[] hash = stored.getBytes(StandardCharsets.US_ASCII);
    return MessageDigest.isEqual(
        hash, Md5Crypt.hash(password, stored).getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] decode(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      // not what it says it is: no password has an empty hash
      return new byte[0];
    }
  }

  private static byte[] sha1(byte[] password, byte[] salt) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      digest.update(password);
      return digest.digest(salt);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
