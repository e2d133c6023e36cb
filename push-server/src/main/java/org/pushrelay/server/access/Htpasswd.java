package org.pushrelay.server.access;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Ticker;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.hash.HashCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.pushrelay.time.TimeSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Users and passwords from a file: nginx's {@code auth_basic_user_file}. The file is read again
 * when it has changed, at most once a second; if it cannot be used then, what was read before goes
 * on to hold, and the log says so. Safe from any thread.
 */
public final class Htpasswd {
  private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Path file;
  private final TimeSource time;
  private final AtomicLong nextCheck;
  private volatile Snapshot snapshot;

  /** What was read, and how the file looked before it was. */
  private record Snapshot(Users users, Version version) {}

  private record Version(FileTime modified, long size) {
    private static final Version NONE = new Version(FileTime.fromMillis(0), -1);

    static Version of(Path file) {
      try {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Version(attributes.lastModifiedTime(), attributes.size());
      } catch (IOException e) {
        // the next read of the file reports why it fails
        return NONE;
      }
    }
  }

  private Htpasswd(Path file, TimeSource time, Snapshot snapshot) {
    this.file = file;
    this.time = time;
    this.nextCheck = new AtomicLong(time.nanos() + CHECK_NANOS);
    this.snapshot = snapshot;
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read, or has a line that cannot be used; the message says
   *     where and what was expected
   */
  public static Htpasswd read(Path file) throws IOException {
    return read(file, TimeSource.system());
  }

  static Htpasswd read(Path file, TimeSource time) throws IOException {
    requireNonNull(file, "file");
    // looked at before it is read: a change in between is seen the next time
    Version version = Version.of(file);
    return new Htpasswd(
        file, time, new Snapshot(new Users(PasswordFile.read(file), time), version));
  }

  /**
   * The value of the {@code WWW-Authenticate} header that asks for a password (RFC 7617, 2).
   *
   * @param realm what the password is for, shown to people
   */
  public static String challenge(String realm) {
    String printable = realm.replaceAll("\\p{Cntrl}", " ");
    String quoted = printable.replace("\\", "\\\\").replace("\"", "\\\"");
    return "Basic realm=\"" + quoted + "\", charset=\"UTF-8\"";
  }

  /**
   * The user that a request comes from.
   *
   * @param authorization the values of its {@code Authorization} header, one per header line
   * @return empty if it names no user, or the password is wrong
   */
  public Optional<String> user(List<String> authorization) {
    Users users = current();
    return BasicCredentials.parse(authorization).filter(users::admits).map(BasicCredentials::user);
  }

  /** The users as the file has them now. */
  Users current() {
    readAgainIfChanged();
    return snapshot.users();
  }

  /**
   * What one state of the file says, with the names and passwords that were right lately: they are
   * forgotten with that state. Safe from any thread.
   */
  static final class Users {
    private static final int MAX_KNOWN = 10_000;
    private static final Duration KNOWN_FOR = Duration.ofMinutes(5);

    private final PasswordFile file;

    /** Digests with a salt that is never stored: the passwords themselves are not kept. */
    private final Cache<HashCode, Boolean> known;

    private final byte[] salt = new byte[32];

    private Users(PasswordFile file, TimeSource time) {
      this.file = file;
      new SecureRandom().nextBytes(salt);
      Ticker ticker =
          new Ticker() {
            @Override
            public long read() {
              return time.nanos();
            }
          };
      this.known =
          CacheBuilder.newBuilder()
              .maximumSize(MAX_KNOWN)
              .expireAfterAccess(KNOWN_FOR)
              .ticker(ticker)
              .build();
    }

    /** Whether a name and a password were right lately, for the cost of one digest. */
    boolean knows(BasicCredentials given) {
      return known.getIfPresent(given.digest(salt)) != null;
    }

    /** Whether it takes long to check a password of this user. */
    boolean isExpensive(String user) {
      return file.isExpensive(user);
    }

    boolean admits(BasicCredentials given) {
      boolean admitted = file.admits(given.user(), given.password());
      if (admitted) {
        known.put(given.digest(salt), true);
      }
      return admitted;
    }
  }

  private void readAgainIfChanged() {
    long now = time.nanos();
    long due = nextCheck.get();
    if (now < due || !nextCheck.compareAndSet(due, now + CHECK_NANOS)) {
      return;
    }
    Users before = snapshot.users();
    Version version = Version.of(file);
    if (version.equals(snapshot.version())) {
      return;
    }
    // also for a file that turns out to be of no use: that is said once
    snapshot = new Snapshot(before, version);
    try {
      snapshot = new Snapshot(new Users(PasswordFile.read(file), time), version);
    } catch (IOException e) {
      // not before: a logger that is made while the configuration is read would log elsewhere
      Logger log = LoggerFactory.getLogger(Htpasswd.class);
      log.error("{}; the users read before stay", e.getMessage());
    }
  }
}
