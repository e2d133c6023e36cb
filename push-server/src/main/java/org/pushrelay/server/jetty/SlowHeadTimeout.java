package org.pushrelay.server.jetty;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * Closes connections whose client takes too long for the head of a request. To Jetty a client that
 * sends a byte now and then is not idle; this looks at all connections from time to time, and
 * remembers since when a head has been on its way. One thread at a time.
 */
final class SlowHeadTimeout implements Runnable {
  private final ServerConnector connector;
  private final long patienceNanos;
  private final LongSupplier nanos;
  private Map<HttpConnection, Head> known = new HashMap<>();

  /**
   * A watch over a socket.
   *
   * @param nanos the monotonic clock
   */
  SlowHeadTimeout(ServerConnector connector, Duration patience, LongSupplier nanos) {
    this.connector = connector;
    this.patienceNanos = patience.toNanos();
    this.nanos = nanos;
  }

  /** The head of a connection's request number {@code request}. */
  private record Head(long request, long since) {}

  /** How often to look: often enough to be a quarter late at most. */
  long periodMillis() {
    return Math.max(100, Math.min(5000, TimeUnit.NANOSECONDS.toMillis(patienceNanos) / 4));
  }

  @Override
  public void run() {
    long now = nanos.getAsLong();
    Map<HttpConnection, Head> seen = new HashMap<>();
    for (EndPoint endPoint : connector.getConnectedEndPoints()) {
      if (JettyConnectionCounter.inTls(endPoint.getConnection()) instanceof HttpConnection http
          && isReadingHead(http)) {
        Head fresh = new Head(http.getMessagesIn(), now);
        Head before = known.getOrDefault(http, fresh);
        Head head = before.request() == fresh.request() ? before : fresh;
        if (now - head.since() >= patienceNanos) {
          endPoint.close();
        } else {
          seen.put(http, head);
        }
      }
    }
    known = seen;
  }

  /** Whether a head has begun and is not complete, or nothing has come at all yet. */
  static boolean isReadingHead(HttpConnection http) {
    HttpParser.State state = http.getParser().getState();
    boolean begun =
        state != HttpParser.State.START && state.compareTo(HttpParser.State.CONTENT) < 0;
    boolean silent = state == HttpParser.State.START && http.getMessagesIn() == 0;
    return begun || silent;
  }
}
