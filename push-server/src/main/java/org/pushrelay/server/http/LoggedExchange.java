package org.pushrelay.server.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.List;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseListener;
import org.pushrelay.transport.ResponseStream;
import org.pushrelay.transport.StreamListener;
import org.pushrelay.transport.Upgrade;
import org.pushrelay.transport.UpgradeListener;
import org.pushrelay.transport.spi.ForwardingExchange;

/**
 * An exchange that has a line in access logs when it ends: when its response is handed to the
 * network, or its client has left. That of a stream comes at its end, with all bytes of it.
 */
final class LoggedExchange extends ForwardingExchange {
  /** nginx's status for a client that left before it was answered. */
  private static final int CLIENT_GONE = 499;

  private static final int SWITCHING_PROTOCOLS = 101;

  private final List<AccessLog> logs;
  private final String user;

  // the request is no longer there when the response comes
  private final String remoteAddress;
  private final String line;
  private final String referer;
  private final String userAgent;
  private final boolean head;

  @GuardedBy("this")
  private boolean logged;

  private volatile boolean streams;

  private LoggedExchange(
      Exchange exchange, PushRequest request, String user, List<AccessLog> logs) {
    super(exchange);
    this.logs = logs;
    this.user = user;
    this.remoteAddress = request.remoteAddress();
    this.line = AccessLogLine.requestLine(request);
    this.referer = first(request.headers("Referer"));
    this.userAgent = first(request.headers("User-Agent"));
    this.head = request.method().equals("HEAD");
  }

  /**
   * An exchange that is logged.
   *
   * @param user whom it is from, if a password was checked; else empty
   * @return the same exchange if there are no logs
   */
  static Exchange around(Exchange exchange, String user, List<AccessLog> logs) {
    return logs.isEmpty() ? exchange : around(exchange, exchange.request(), user, logs);
  }

  /**
   * An exchange that is logged.
   *
   * @param request what is logged of the request
   * @param user whom it is from, if a password was checked; else empty
   * @return the same exchange if there are no logs
   */
  static Exchange around(
      Exchange exchange, PushRequest request, String user, List<AccessLog> logs) {
    return logs.isEmpty() ? exchange : new LoggedExchange(exchange, request, user, logs);
  }

  private static String first(List<String> header) {
    return header.isEmpty() ? "" : header.get(0);
  }

  @Override
  public void respond(PushResponse response, ResponseListener listener) {
    int status = response.status();
    long bytes = head ? 0 : response.body().size();
    super.respond(
        response,
        new ResponseListener() {
          @Override
          public void onSent() {
            log(status, bytes);
            listener.onSent();
          }

          @Override
          public void onFailure(Throwable cause) {
            log(CLIENT_GONE, 0);
            listener.onFailure(cause);
          }
        });
  }

  @Override
  public ResponseStream stream(PushResponse head, StreamListener listener) {
    streams = true;
    StreamByteCounter count =
        new StreamByteCounter(head.body().size(), bytes -> log(head.status(), bytes));
    return new CountedStream(super.stream(head, count.counting(listener)), count);
  }

  @Override
  public Upgrade upgrade(List<Header> headers, UpgradeListener listener) {
    streams = true;
    StreamByteCounter count = new StreamByteCounter(0, bytes -> log(SWITCHING_PROTOCOLS, bytes));
    return new CountedUpgrade(super.upgrade(headers, count.counting(listener)), count);
  }

  @Override
  public void whenClientGone(Runnable action) {
    super.whenClientGone(
        () -> {
          if (!streams) {
            log(CLIENT_GONE, 0);
          }
          action.run();
        });
  }

  private void log(int status, long bytes) {
    if (!begins()) {
      return;
    }
    AccessLogLine entry =
        new AccessLogLine(
            remoteAddress, user, AccessLogLine.now(), line, status, bytes, referer, userAgent);
    logs.forEach(log -> log.log(entry));
  }

  /** Whether there is no line yet: a response to a client that has left is not another one. */
  private synchronized boolean begins() {
    boolean first = !logged;
    logged = true;
    return first;
  }
}
