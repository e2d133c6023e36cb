package org.pushrelay.server.access;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.util.concurrent.TimeUnit;
import org.pushrelay.time.TimeSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits how many wrong passwords an address may try: ten at once, and then one a second. Safe from
 * any thread.
 */
final class FailureLimit {
  private static final Logger log = LoggerFactory.getLogger(FailureLimit.class);

  static final int MAX_FAILURES = 10;

  private static final long FORGIVEN_AFTER = TimeUnit.SECONDS.toNanos(1);

  /** The addresses that are remembered; beyond that the ones without recent failures go. */
  private static final int MAX_ADDRESSES = 10_000;

  private final TimeSource time;

  /** For each address the time at which all its failures are forgiven. */
  private final Cache<String, Long> forgiven =
      CacheBuilder.newBuilder().maximumSize(MAX_ADDRESSES).build();

  FailureLimit(TimeSource time) {
    this.time = time;
  }

  boolean isReached(String address) {
    Long end = forgiven.getIfPresent(address);
    return end != null && end - time.nanos() > (MAX_FAILURES - 1) * FORGIVEN_AFTER;
  }

  void add(String address) {
    long now = time.nanos();
    boolean before = isReached(address);
    forgiven
        .asMap()
        .merge(address, now + FORGIVEN_AFTER, (end, first) -> Math.max(end, now) + FORGIVEN_AFTER);
    if (!before && isReached(address)) {
      log.warn("Too many wrong passwords from {}: further ones are answered 429", address);
    }
  }
}
