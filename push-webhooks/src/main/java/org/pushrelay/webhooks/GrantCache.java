package org.pushrelay.webhooks;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.net.URI;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pushrelay.hook.AccessRequest;
import org.pushrelay.hook.AuthDecision;
import org.pushrelay.time.TimeSource;
import org.pushrelay.transport.Header;

/**
 * Permissions that were given a short time ago, so many and no more: the one that was not used for
 * the longest time goes first. Refusals are never kept. Safe from any thread.
 */
final class GrantCache {
  private static final int MAX_GRANTS = 10_000;

  private final TimeSource time;
  private final long keptNanos;

  @GuardedBy("this")
  private final Map<Key, Kept> grants = new LinkedHashMap<>(16, 0.75f, true);

  /** How often something was forgotten. */
  @GuardedBy("this")
  private long forgotten;

  /**
   * All that the application knows when it decides: requests that differ in it do not share a
   * grant.
   */
  record Key(URI uri, AccessRequest.Role role, List<Header> told) {}

  private record Kept(AuthDecision.Grant grant, long since) {}

  GrantCache(TimeSource time, Duration kept) {
    this.time = time;
    this.keptNanos = kept.toNanos();
  }

  boolean isOff() {
    return keptNanos == 0;
  }

  /** A permission that still holds, for the time that is left of it. */
  synchronized Optional<AuthDecision.Grant> find(Key key) {
    Kept kept = grants.get(key);
    if (kept == null) {
      return Optional.empty();
    }
    long age = time.nanos() - kept.since();
    AuthDecision.Grant left = age < keptNanos ? aged(kept.grant(), age) : null;
    if (left == null) {
      grants.remove(key);
    }
    return Optional.ofNullable(left);
  }

  private static AuthDecision.@Nullable Grant aged(AuthDecision.Grant grant, long age) {
    if (grant.lifetime().isEmpty()) {
      return grant;
    }
    Duration left = grant.lifetime().get().minusNanos(age);
    return left.isNegative() || left.isZero() ? null : grant.withLifetime(left);
  }

  /** How often something was forgotten, to be taken before the application is asked. */
  synchronized long forgotten() {
    return forgotten;
  }

  /**
   * Keeps a permission, unless something was forgotten since the application was asked: its
   * response may be from before that, and would bring back what was taken away.
   */
  synchronized void keep(Key key, AuthDecision.Grant grant, long forgottenWhenAsked) {
    if (forgotten != forgottenWhenAsked) {
      return;
    }
    grants.put(key, new Kept(grant, time.nanos()));
    if (grants.size() > MAX_GRANTS) {
      Iterator<Key> oldest = grants.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  synchronized void forget(String subject) {
    forgotten++;
    grants.values().removeIf(kept -> kept.grant().subject().filter(subject::equals).isPresent());
  }
}
