package org.pushrelay.webhooks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.pushrelay.hook.AccessRequest;
import org.pushrelay.transport.Header;

/** The header fields of a call: what the visit has of the client's, then what is said of it. */
final class CallHeaders {
  /** Where a subscriber stands, which changes with each of its polls. */
  static final String MESSAGE_ID = "X-Message-Id";

  /** The header fields that only the HTTP client sets. */
  private static final Set<String> RESTRICTED =
      Set.of("connection", "content-length", "expect", "host", "http2-settings", "upgrade");

  private final Map<String, Function<AccessRequest, String>> own;

  CallHeaders(Map<String, Function<AccessRequest, String>> own) {
    this.own = Map.copyOf(own);
  }

  static boolean isRestricted(String name) {
    return RESTRICTED.contains(name.toLowerCase(Locale.ROOT));
  }

  List<Header> of(AccessRequest accessRequest) {
    List<Header> all = deciding(accessRequest);
    if (!accessRequest.messageId().isEmpty()) {
      all.add(new Header(MESSAGE_ID, accessRequest.messageId()));
    }
    return all;
  }

  /** All but {@link #MESSAGE_ID}. What the client sends never stands for what is said of it. */
  List<Header> deciding(AccessRequest accessRequest) {
    Map<String, Header> said = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    put(said, "X-Original-URI", accessRequest.target());
    put(said, "X-Original-Method", accessRequest.method());
    put(said, "X-Channel-Id", ChannelNames.of(accessRequest.channels()));
    boolean subscribes = accessRequest.role() == AccessRequest.Role.SUBSCRIBER;
    put(said, subscribes ? "X-Subscriber-Type" : "X-Publisher-Type", accessRequest.kind());
    put(said, "X-Forwarded-For", accessRequest.remoteAddress());
    own.forEach((name, value) -> put(said, name, value.apply(accessRequest)));
    List<Header> all = new ArrayList<>();
    for (Header header : accessRequest.headers()) {
      if (!said.containsKey(header.name()) && !isTheCalls(header.name())) {
        all.add(header);
      }
    }
    all.addAll(said.values());
    return all;
  }

  private static void put(Map<String, Header> said, String name, String value) {
    said.put(name, new Header(name, value));
  }

  /** Whether a field says something of the client's own request, which a call does not repeat. */
  private static boolean isTheCalls(String name) {
    return isRestricted(name)
        || name.equalsIgnoreCase(MESSAGE_ID)
        || name.equalsIgnoreCase("Content-Type");
  }
}
