package org.pushrelay.server.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Comparator.comparing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pushrelay.server.access.PasswordHash.Scheme;
import org.pushrelay.server.text.FileProblems;

/**
 * What stood in a password file when it was read: lines of {@code name:hash} or {@code
 * name:hash:comment}. Immutable.
 */
final class PasswordFile {
  private static final String EXPECTED =
      "$apr1$, {SHA}, {SSHA} or {PLAIN}, as \"htpasswd -m\" makes the first of them";

  private final Map<String, PasswordHash> hashes;

  private PasswordFile(Map<String, PasswordHash> hashes) {
    this.hashes = hashes;
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read or used; the message has the file, the line, and what
   *     was expected, and nothing of a password
   */
  static PasswordFile read(Path file) throws IOException {
    List<String> lines = new String(FileProblems.read(file), UTF_8).lines().toList();
    Map<String, PasswordHash> hashes = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (!line.isBlank() && !line.startsWith("#")) {
        add(hashes, line, file + ":" + (i + 1));
      }
    }
    return new PasswordFile(hashes);
  }

  private static void add(Map<String, PasswordHash> hashes, String line, String position)
      throws IOException {
    String[] parts = line.split(":", 3);
    if (parts.length < 2 || parts[0].isEmpty()) {
      throw new IOException(position + ": not a user (expected: name:hash or name:hash:comment)");
    }
    PasswordHash hash =
        PasswordHash.parse(parts[1])
            .orElseThrow(
                () ->
                    new IOException(
                        position
                            + ": the password of user "
                            + parts[0]
                            + " is kept in a way that is not supported (expected: "
                            + EXPECTED
                            + ")"));
    // as with nginx, the first line of a user counts
    hashes.putIfAbsent(parts[0], hash);
  }

  /**
   * Whether this is a user with this password. For a user who is not in the file, the password is
   * checked against another's, so that the time it takes does not tell who is; for that, all
   * passwords of the file have to be kept the same way.
   */
  boolean admits(String user, byte[] password) {
    boolean matches = hashFor(user).map(hash -> hash.matches(password)).orElse(false);
    return matches && hashes.containsKey(user);
  }

  /** Whether it takes long to check a password of this user. */
  boolean isExpensive(String user) {
    return hashFor(user).map(hash -> hash.scheme() == Scheme.MD5_CRYPT).orElse(false);
  }

  /** What a password of a user is checked against; nothing if the file has no users. */
  private Optional<PasswordHash> hashFor(String user) {
    PasswordHash own = hashes.get(user);
    return own == null
        ? hashes.values().stream().max(comparing(PasswordHash::scheme))
        : Optional.of(own);
  }
}
