package org.pushrelay.transport;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that open connections take, each with the request that is held on it. A transport
 * counts each connection at a price that was measured for it. The last eighth of the limit is kept
 * for requests that are answered at once, so that subscribers cannot lock out publishers. Safe from
 * any thread; no method blocks.
 */
public final class ConnectionBudget {
  /** The share of the limit that is not available to held requests. */
  private static final int RESERVED_SHARE = 8;

  private static final String REFUSAL =
      """
      HTTP/1.1 503 Service Unavailable\r
      Retry-After: 5\r
      Content-Length: 0\r
      Connection: close\r
      \r
      """;

  private static final ConnectionBudget UNLIMITED = new ConnectionBudget(Long.MAX_VALUE);

  private final long limit;
  private final AtomicLong used = new AtomicLong();
  private final AtomicLong refusals = new AtomicLong();

  private ConnectionBudget(long limit) {
    this.limit = limit;
  }

  /** What a new connection may be used for. */
  public enum Admission {
    /** All requests. */
    ALL_REQUESTS,

    /** Requests that are answered at once. A request that would be held gets 503. */
    SHORT_REQUESTS,

    /** No request: the connection is closed. */
    REFUSED
  }

  /**
   * Returns a new budget.
   *
   * @param bytes the limit, at least 1
   */
  public static ConnectionBudget of(long bytes) {
    checkArgument(bytes > 0, "bytes: %s (expected: > 0)", bytes);
    return new ConnectionBudget(bytes);
  }

  /** Returns the budget without a limit. */
  public static ConnectionBudget unlimited() {
    return UNLIMITED;
  }

  /** Returns a new copy of the response for a refused connection, as bytes of HTTP/1.1. */
  public static byte[] refusal() {
    return REFUSAL.getBytes(US_ASCII);
  }

  /** Returns the limit in bytes; {@link Long#MAX_VALUE} for the budget without one. */
  public long limit() {
    return limit;
  }

  /** Returns the number of bytes that open connections are counted with. */
  public long used() {
    return used.get();
  }

  /** Returns how many connections were refused. */
  public long refusals() {
    return refusals.get();
  }

  /**
   * Counts a new connection, unless it is refused. The caller calls {@link #close} with as many
   * bytes when a connection that was not refused ends.
   *
   * @param bytes what the connection takes with one held request
   */
  public Admission open(int bytes) {
    if (limit == Long.MAX_VALUE) {
      return Admission.ALL_REQUESTS;
    }
    long after = used.addAndGet(bytes);
    if (after <= limit - limit / RESERVED_SHARE) {
      return Admission.ALL_REQUESTS;
    }
    if (after <= limit) {
      return Admission.SHORT_REQUESTS;
    }
    used.addAndGet(-bytes);
    refusals.incrementAndGet();
    return Admission.REFUSED;
  }

  /** Ends the counting of a connection that {@link #open} has counted. */
  public void close(int bytes) {
    if (limit != Long.MAX_VALUE) {
      used.addAndGet(-bytes);
    }
  }
}
