package org.pushrelay.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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

  /**
   * All but {@link #MESSAGE_ID}. Names are of one spelling each, later ones replace earlier ones.
   */
  List<Header> deciding(Visit visit) {
    List<Header> all = new ArrayList<>();
    for (Header header : visit.headers()) {
      if (!isRestricted(header.name())) {
        all.add(header);
      }
    }
    all.add(new Header("X-Original-URI", visit.target()));
    all.add(new Header("X-Original-Method", visit.method()));
    all.add(new Header("X-Channel-Id", channels(visit.channels())));
    all.add(
        new Header(
            visit.role() == Visit.Role.SUBSCRIBER ? "X-Subscriber-Type" : "X-Publisher-Type",
            visit.kind()));
    all.add(new Header("X-Forwarded-For", visit.remoteAddress()));
    own.forEach((name, value) -> all.add(new Header(name, value.apply(visit))));
    return all;
  }

  private static String channels(List<ChannelId> ids) {
    return ids.stream().map(id -> encoded(id.toString())).collect(Collectors.joining(","));
  }

  /**
   * Percent-encoded where a header field could not carry it, or the next channel would seem to
   * begin: two channels never look the same to the application.
   */
  private static String encoded(String id) {
    StringBuilder text = new StringBuilder(id.length());
    for (byte b : id.getBytes(UTF_8)) {
      char c = (char) (b & 0xff);
      if (c <= ' ' || c >= 0x7f || c == '%' || c == ',') {
        text.append(String.format(Locale.ROOT, "%%%02X", (int) c));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
