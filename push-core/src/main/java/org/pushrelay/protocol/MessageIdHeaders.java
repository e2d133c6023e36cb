package org.pushrelay.protocol;

import java.util.List;
import org.pushrelay.message.ResumePoint;
import org.pushrelay.protocol.WireProfile.Trait;
import org.pushrelay.transport.Header;

/**
 * A message id as the pair of headers that any HTTP client keeps for us: {@code Last-Modified} and
 * {@code Etag} on the way out, {@code If-Modified-Since} and {@code If-None-Match} on the way back.
 * What makes no sense as a tag is tag 0 here; what a profile refuses is for {@link CursorReader}.
 */
final class MessageIdHeaders {
  static final String IF_MODIFIED_SINCE = "If-Modified-Since";
  static final String IF_NONE_MATCH = "If-None-Match";

  private MessageIdHeaders() {}

  /**
   * The number in {@code 5}, {@code "5"}, {@code W/"5"}, {@code "5-gzip"} or {@code "5--gzip"}; 0
   * if it is none of them.
   */
  static int tag(String etag) {
    long tag = number(opaqueTag(etag), Integer.MAX_VALUE);
    return tag < 0 ? 0 : (int) tag;
  }

  /** What an Etag has inside, without weakness, quotes and the suffix of who compressed it. */
  static String opaqueTag(String etag) {
    int start = etag.startsWith("W/") ? 2 : 0;
    int end = etag.length();
    if (end - start >= 2 && etag.charAt(start) == '"' && etag.charAt(end - 1) == '"') {
      start++;
      end--;
    }
    int suffix = end - "-gzip".length();
    if (suffix > start && etag.startsWith("-gzip", suffix)) {
      end = suffix > start + 1 && etag.charAt(suffix - 1) == '-' ? suffix - 1 : suffix;
    }
    return etag.substring(start, end);
  }

  private static long number(String text, long limit) {
    return number(text, 0, text.length(), limit);
  }

  /** A number of digits only; -1 if it is none, or above the limit. */
  static long number(String text, int start, int end, long limit) {
    if (start >= end) {
      return -1;
    }
    long value = 0;
    for (int i = start; i < end; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9 || value > (limit - digit) / 10) {
        return -1;
      }
      value = 10 * value + digit;
    }
    return value;
  }

  /** The second and the place within it; or one header with both, if an Etag has the whole id. */
  static List<Header> of(ResumePoint point, WireProfile profile, ResumeConfig config) {
    Header etag = etag(point, profile, config);
    return config.compoundEtags()
        ? List.of(etag)
        : List.of(new Header("Last-Modified", HttpDate.format(point.time())), etag);
  }

  private static Header etag(ResumePoint point, WireProfile profile, ResumeConfig config) {
    String tag = config.compoundEtags() ? point.toString() : point.tags();
    return new Header(config.etagHeader(), profile.has(Trait.QUOTED_ETAGS) ? '"' + tag + '"' : tag);
  }
}
