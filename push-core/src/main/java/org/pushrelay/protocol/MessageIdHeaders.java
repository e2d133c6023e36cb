package org.pushrelay.protocol;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.MessageId;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;

/**
 * A message id as the pair of headers that any HTTP client keeps for us: {@code Last-Modified} and
 * {@code Etag} on the way out, {@code If-Modified-Since} and {@code If-None-Match} on the way back.
 * Reading is lenient: what makes no sense as a date is the oldest message, and what makes no sense
 * as a tag is tag 0.
 */
final class MessageIdHeaders {
  static final String IF_MODIFIED_SINCE = "If-Modified-Since";
  static final String IF_NONE_MATCH = "If-None-Match";

  private static final MessageId NO_ID = new MessageId(0, 0);

  /** What was read last. */
  private static volatile Read latest = new Read(NO_ID, Optional.of(Cursor.after(NO_ID)));

  private MessageIdHeaders() {}

  private record Read(MessageId id, Optional<Cursor> cursor) {}

  /**
   * Where the client stands; empty if it stands in two places, having sent one of the headers
   * twice.
   */
  static Optional<Cursor> read(PushRequest request) {
    List<String> dates = request.headers(IF_MODIFIED_SINCE);
    List<String> tags = request.headers(IF_NONE_MATCH);
    if (dates.size() > 1 || tags.size() > 1) {
      return Optional.empty();
    }
    OptionalLong second = dates.isEmpty() ? OptionalLong.empty() : HttpDate.parse(dates.get(0));
    if (second.isEmpty() || second.getAsLong() <= 0) {
      return Optional.of(Cursor.oldest());
    }
    int tag = tags.isEmpty() ? 0 : tag(tags.get(0));
    return after(second.getAsLong(), tag);
  }

  /** After a broadcast all come back with the same id: they share one cursor while they wait. */
  private static Optional<Cursor> after(long second, int tag) {
    Read known = latest;
    if (known.id().time() == second && known.id().tag() == tag) {
      return known.cursor();
    }
    MessageId id = new MessageId(second, tag);
    Optional<Cursor> cursor = Optional.of(Cursor.after(id));
    latest = new Read(id, cursor);
    return cursor;
  }

  /**
   * The number in {@code 5}, {@code "5"}, {@code W/"5"}, {@code "5-gzip"} or {@code "5--gzip"}; 0
   * if it is none of them.
   */
  private static int tag(String etag) {
    int start = etag.startsWith("W/") ? 2 : 0;
    int end = etag.length();
    if (end - start >= 2 && etag.charAt(start) == '"' && etag.charAt(end - 1) == '"') {
      start++;
      end--;
    }
    int suffix = etag.indexOf("-", start);
    if (suffix > start && (isAt(etag, suffix, "-gzip", end) || isAt(etag, suffix, "--gzip", end))) {
      end = suffix;
    }
    return number(etag, start, end);
  }

  private static boolean isAt(String text, int at, String part, int end) {
    return at + part.length() == end && text.startsWith(part, at);
  }

  private static int number(String text, int start, int end) {
    if (start == end) {
      return 0;
    }
    long value = 0;
    for (int i = start; i < end; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      value = 10 * value + digit;
      if (value > Integer.MAX_VALUE) {
        return 0;
      }
    }
    return (int) value;
  }

  static Header lastModified(MessageId id) {
    return new Header("Last-Modified", HttpDate.format(id.time()));
  }

  static Header etag(MessageId id, WireProfile profile) {
    String tag = Integer.toString(id.tag());
    return new Header("Etag", profile.quotedEtags() ? '"' + tag + '"' : tag);
  }
}
