package org.pushrelay.protocol;

import com.google.common.base.Splitter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The format of channel info that a client likes best, and the media type it knows it by (RFC 9110,
 * 12.5.1). There is always one: who accepts none of ours gets plain text rather than 406.
 *
 * @param format how the info is written
 * @param mediaType what it is called
 */
record AcceptedFormat(ChannelInfoFormat format, String mediaType) {
  static final AcceptedFormat PLAIN = new AcceptedFormat(ChannelInfoFormat.PLAIN, "text/plain");

  /** A longer header than any client has is not worth the time. */
  private static final int LONGEST = 4096;

  private static final Map<String, ChannelInfoFormat> SUBTYPES =
      Map.of(
          "json", ChannelInfoFormat.JSON,
          "x-json", ChannelInfoFormat.JSON,
          "yaml", ChannelInfoFormat.YAML,
          "x-yaml", ChannelInfoFormat.YAML,
          "xml", ChannelInfoFormat.XML);

  private static final Splitter RANGES = Splitter.on(',').trimResults().omitEmptyStrings();
  private static final Splitter PARAMETERS = Splitter.on(';').trimResults();

  /** What was read last: publishers ask for the same again and again. */
  private static volatile Read latest = new Read("", PLAIN);

  private record Read(String accept, AcceptedFormat best) {}

  /**
   * The best match for the values of all Accept headers; of equals, the one that is named first.
   */
  static AcceptedFormat best(List<String> acceptHeaders) {
    if (acceptHeaders.isEmpty()) {
      return PLAIN;
    }
    String accept =
        acceptHeaders.size() == 1 ? acceptHeaders.get(0) : String.join(",", acceptHeaders);
    Read known = latest;
    if (known.accept().equals(accept)) {
      return known.best();
    }
    AcceptedFormat best = read(accept);
    latest = new Read(accept, best);
    return best;
  }

  private static AcceptedFormat read(String accept) {
    if (accept.isEmpty() || accept.length() > LONGEST) {
      return PLAIN;
    }
    AcceptedFormat best = PLAIN;
    double bestQuality = 0;
    boolean browser = accept.contains("text/html");
    for (String range : RANGES.split(accept)) {
      List<String> parts = PARAMETERS.splitToList(range.toLowerCase(Locale.ROOT));
      AcceptedFormat format = named(parts.get(0));
      if (format == null) {
        continue;
      }
      double quality = quality(parts) * (browser ? preference(format) : 1);
      if (quality > bestQuality) {
        best = format;
        bestQuality = quality;
      }
    }
    return best;
  }

  private static @Nullable AcceptedFormat named(String range) {
    if (range.equals("text/plain") || range.equals("text/*") || range.equals("*/*")) {
      return PLAIN;
    }
    int slash = range.indexOf('/');
    String type = slash < 0 ? "" : range.substring(0, slash);
    ChannelInfoFormat format = SUBTYPES.get(range.substring(slash + 1));
    if (format == null || !(type.equals("text") || type.equals("application"))) {
      return null;
    }
    return new AcceptedFormat(format, range);
  }

  /** A browser names XML in front of what it can show to a person. */
  private static double preference(AcceptedFormat format) {
    return format.format() == ChannelInfoFormat.XML ? 0.8 : 1;
  }

  private static double quality(List<String> parts) {
    for (String parameter : parts.subList(1, parts.size())) {
      if (parameter.startsWith("q=")) {
        return weight(parameter.substring(2));
      }
    }
    return 1;
  }

  /** A qvalue (RFC 9110, 12.4.2); what is none counts as 1. */
  private static double weight(String text) {
    return text.matches("0(\\.\\d{0,3})?|1(\\.0{0,3})?") ? Double.parseDouble(text) : 1;
  }
}
