package org.pushrelay.protocol;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.websocket.Handshake;

/** Chooses the way to subscribe by what a request asks for, among those that are allowed. */
final class KindNegotiation {
  private static final String EVENTS = "text/event-stream";

  private final Set<SubscriberKind> allowed;
  private final boolean pollsInstead;

  /**
   * A choice.
   *
   * @param pollsInstead whether a request that takes nothing but events gets a poll where events
   *     are not allowed; else it is refused
   */
  KindNegotiation(Set<SubscriberKind> allowed, boolean pollsInstead) {
    this.allowed = allowed;
    this.pollsInstead = pollsInstead;
  }

  /** The way; empty if the request asks for one that is not allowed, and no other is left. */
  Optional<SubscriberKind> of(PushRequest request) {
    if (Handshake.isAskedFor(request)) {
      return only(SubscriberKind.WEB_SOCKET);
    }
    if (allows(SubscriberKind.EVENT_STREAM)) {
      if (requests(request, "Accept", EVENTS)) {
        return Optional.of(SubscriberKind.EVENT_STREAM);
      }
    } else if (!pollsInstead && takesEventsOnly(request)) {
      return Optional.empty();
    }
    if (allows(SubscriberKind.MULTIPART) && requests(request, "Accept", "multipart/mixed")) {
      return Optional.of(SubscriberKind.MULTIPART);
    }
    if (allows(SubscriberKind.CHUNKED) && requests(request, "TE", "chunked")) {
      return Optional.of(SubscriberKind.CHUNKED);
    }
    return only(SubscriberKind.LONG_POLL).or(() -> only(SubscriberKind.RAW_STREAM));
  }

  /** The way that a request asks for which none is left for. */
  static SubscriberKind refused(PushRequest request) {
    if (Handshake.isAskedFor(request)) {
      return SubscriberKind.WEB_SOCKET;
    }
    return takesEventsOnly(request) ? SubscriberKind.EVENT_STREAM : SubscriberKind.LONG_POLL;
  }

  /** Whether the request is one of a browser's EventSource: a client that polls takes more. */
  private static boolean takesEventsOnly(PushRequest request) {
    List<String> lines = request.headers("Accept");
    return lines.size() == 1 && lines.get(0).strip().equalsIgnoreCase(EVENTS);
  }

  private boolean allows(SubscriberKind kind) {
    return allowed.contains(kind);
  }

  private Optional<SubscriberKind> only(SubscriberKind kind) {
    return allows(kind) ? Optional.of(kind) : Optional.empty();
  }

  /** Whether a list-valued header names this, with or without parameters, in any case. */
  private static boolean requests(PushRequest request, String header, String wanted) {
    List<String> lines = request.headers(header);
    for (int i = 0; i < lines.size(); i++) {
      if (names(lines.get(i).toLowerCase(Locale.ROOT), wanted)) {
        return true;
      }
    }
    return false;
  }

  private static boolean names(String line, String wanted) {
    for (int at = line.indexOf(wanted); at >= 0; at = line.indexOf(wanted, at + 1)) {
      int end = at + wanted.length();
      if (isBoundary(line, at - 1) && isBoundary(line, end)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBoundary(String line, int at) {
    return at < 0 || at >= line.length() || " \t,;".indexOf(line.charAt(at)) >= 0;
  }
}
