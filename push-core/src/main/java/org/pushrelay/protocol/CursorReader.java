package org.pushrelay.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.MessageId;
import org.pushrelay.message.MultiplexedId;
import org.pushrelay.protocol.WireProfile.Trait;
import org.pushrelay.transport.PushRequest;

/**
 * Reads the cursor of a client from its request. Reading is lenient: a value that is not a date
 * counts as no date, and a value that is not a tag as tag 0, or on several channels as no tag. A
 * strict profile refuses such tags, and a date without a tag.
 */
final class CursorReader {
  private static final int UNREADABLE = -2;
  private static final MessageId NO_ID = new MessageId(0, 0);

  /** What was read last. */
  private static volatile Read latest = new Read(NO_ID, Optional.of(Cursor.after(NO_ID)));

  private final ResumeConfig config;
  private final boolean strict;

  CursorReader(ResumeConfig config, WireProfile profile) {
    this.config = config;
    this.strict = profile.has(Trait.STRICT_IDS);
  }

  private record Read(MessageId id, Optional<Cursor> cursor) {}

  /**
   * Where the client stands.
   *
   * @param channels how many it subscribes to
   * @return empty if it does not say so in a way that can be understood
   */
  Optional<Cursor> read(PushRequest request, int channels) {
    List<String> dates = request.headers(MessageIdHeaders.IF_MODIFIED_SINCE);
    List<String> tags = request.headers(MessageIdHeaders.IF_NONE_MATCH);
    if (dates.size() > 1 || tags.size() > 1) {
      return Optional.empty();
    }
    if (config.compoundEtags() && !tags.isEmpty()) {
      return compound(MessageIdHeaders.opaqueTag(tags.get(0)), channels);
    }
    return dates.isEmpty()
        ? elsewhere(request, channels, config.first())
        : headers(dates.get(0), tags, channels);
  }

  /**
   * Where a client stands who does not want what is there: at the newest message, whatever a cache
   * put into the two headers, unless it names an id elsewhere.
   */
  Optional<Cursor> readSkipping(PushRequest request, int channels) {
    return elsewhere(request, channels, Cursor.newest());
  }

  private Optional<Cursor> headers(String date, List<String> tags, int channels) {
    OptionalLong second = HttpDate.parse(date);
    if (second.isEmpty() || second.getAsLong() <= 0) {
      return Optional.of(config.first());
    }
    if (strict && tags.isEmpty()) {
      return Optional.empty();
    }
    String tag = tags.isEmpty() ? "" : tags.get(0);
    return channels == 1
        ? after(second.getAsLong(), tag)
        : several(second.getAsLong(), MessageIdHeaders.opaqueTag(tag), channels);
  }

  private Optional<Cursor> elsewhere(PushRequest request, int channels, Cursor without) {
    Optional<String> id;
    try {
      id = idElsewhere(request);
    } catch (IllegalArgumentException e) {
      // it is not even text
      return Optional.empty();
    }
    return id.isEmpty() ? Optional.of(without) : compound(id.get(), channels);
  }

  private Optional<String> idElsewhere(PushRequest request) {
    for (Function<PushRequest, Optional<String>> place : config.places()) {
      Optional<String> id = place.apply(request).filter(text -> !text.isEmpty());
      if (id.isPresent()) {
        return id;
      }
    }
    return Optional.empty();
  }

  /** A whole id, {@code time:tags}. */
  private Optional<Cursor> compound(String id, int channels) {
    int colon = id.indexOf(':');
    long second = MessageIdHeaders.number(id, 0, colon < 0 ? id.length() : colon, Long.MAX_VALUE);
    if (second < 0) {
      // Nchan takes what has no colon for no id at all
      return strict && colon >= 0 ? Optional.empty() : Optional.of(config.first());
    }
    if (second == 0) {
      return Optional.of(config.first());
    }
    String tags = colon < 0 ? "" : id.substring(colon + 1);
    return channels == 1 ? after(second, tags) : several(second, tags, channels);
  }

  /** After a broadcast all come back with the same id: they share one cursor while they wait. */
  private Optional<Cursor> after(long second, String tagText) {
    String text = tagText.indexOf('[') < 0 ? tagText : MessageIdHeaders.opaqueTag(tagText);
    if (text.startsWith("[") && text.endsWith("]")) {
      text = text.substring(1, text.length() - 1);
    }
    if (text.equals("-")) {
      return Optional.of(MultiplexedId.cursor(second, MultiplexedId.NONE));
    }
    if (strict && (text.indexOf(',') >= 0 || text.indexOf('[') >= 0)) {
      return Optional.empty();
    }
    int tag = MessageIdHeaders.tag(text);
    Read known = latest;
    if (known.id().time() == second && known.id().tag() == tag) {
      return known.cursor();
    }
    MessageId id = new MessageId(second, tag);
    Optional<Cursor> cursor = Optional.of(Cursor.after(id));
    latest = new Read(id, cursor);
    return cursor;
  }

  /** A tag for each channel; where there is none, nothing of that second was seen. */
  private Optional<Cursor> several(long second, String text, int channels) {
    int[] tags = new int[channels];
    Arrays.fill(tags, MultiplexedId.NONE);
    int current = 0;
    int channel = 0;
    for (int start = 0; start <= text.length() && !text.isEmpty(); channel++) {
      int comma = text.indexOf(',', start);
      int end = comma < 0 ? text.length() : comma;
      boolean bracketed =
          end - start >= 2 && text.charAt(start) == '[' && text.charAt(end - 1) == ']';
      int tag = multiplexedTag(text, bracketed ? start + 1 : start, bracketed ? end - 1 : end);
      if (channel >= channels || tag == UNREADABLE) {
        return strict ? Optional.empty() : Optional.of(Cursor.after(new MessageId(second, 0)));
      }
      tags[channel] = tag;
      current = bracketed ? channel : current;
      start = end + 1;
    }
    return Optional.of(Cursor.after(new MultiplexedId(second, tags, current)));
  }

  private static int multiplexedTag(String text, int start, int end) {
    if (end - start == 1 && text.charAt(start) == '-') {
      return MultiplexedId.NONE;
    }
    long tag = MessageIdHeaders.number(text, start, end, Integer.MAX_VALUE);
    return tag < 0 ? UNREADABLE : (int) tag;
  }
}
