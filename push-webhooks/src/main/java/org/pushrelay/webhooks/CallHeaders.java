package org.pushrelay.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.hook.Visit;
import org.pushrelay.transport.Header;

/** The header fields of a call: what the visit has of the client's, then what is said of it. */
final class CallHeaders {
  /** Where a subscriber stands, which changes with each of its polls. */
  static final String MESSAGE_ID = "X-Message-Id";

  /** What the HTTP client sets by itself, and nobody else. */
  private static final Set<String> RESTRICTED =
      Set.of("connection", "content-length", "expect", "host", "http2-settings", "upgrade");

  private final Map<String, Function<Visit, String>> own;

  CallHeaders(Map<String, Function<Visit, String>> own) {
    this.own = Map.copyOf(own);
  }

  static boolean isRestricted(String name) {
    return RESTRICTED.contains(name.toLowerCase(Locale.ROOT));
  }

  List<Header> of(Visit visit) {
    List<Header> all = deciding(visit);
    if (!visit.messageId().isEmpty()) {
      all.add(new Header(MESSAGE_ID, visit.messageId()));
    }
    return all;
  }

  /** All but {@link #MESSAGE_ID}. What the client sends never stands for what is said of it. */
  List<Header> deciding(Visit visit) {
    Map<String, Header> said = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    put(said, "X-Original-URI", visit.target());
    put(said, "X-Original-Method", visit.method());
    put(said, "X-Channel-Id", channels(visit.channels()));
    boolean subscribes = visit.role() == Visit.Role.SUBSCRIBER;
    put(said, subscribes ? "X-Subscriber-Type" : "X-Publisher-Type", visit.kind());
    put(said, "X-Forwarded-For", visit.remoteAddress());
    own.forEach((name, value) -> put(said, name, value.apply(visit)));
    List<Header> all = new ArrayList<>();
    for (Header header : visit.headers()) {
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

  private static String channels(List<ChannelId> ids) {
    return ids.stream().map(CallHeaders::channel).collect(Collectors.joining(","));
  }

  /**
   * The group and the name, with the first slash between them: a channel without a group has none.
   * So two channels never look the same to the application.
   */
  private static String channel(ChannelId id) {
    return id.group().isEmpty()
        ? encoded(id.name(), true)
        : encoded(id.group(), true) + '/' + encoded(id.name(), false);
  }

  /**
   * Percent-encoded where a header field could not carry it, or the next channel would seem to
   * begin.
   */
  private static String encoded(String part, boolean slashes) {
    StringBuilder text = new StringBuilder(part.length());
    for (byte b : part.getBytes(UTF_8)) {
      char c = (char) (b & 0xff);
      if (c <= ' ' || c >= 0x7f || c == '%' || c == ',' || (slashes && c == '/')) {
        text.append(String.format(Locale.ROOT, "%%%02X", (int) c));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
