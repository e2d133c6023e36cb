package org.pushrelay.message;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;

/**
 * A place in several channels at once. All messages before the second are behind it in every
 * channel; in each channel it stands behind one message of that second, or in front of all of them.
 * Written as Nchan writes it: {@code 1450755280:0,[2],-}, where the brackets show the channel that
 * the last message came from. Immutable.
 */
public final class MultiplexedId implements ResumePoint {
  /** The tag of a channel in front of all messages of the second. */
  public static final int NONE = -1;

  private final long time;
  private final int[] tags;
  private final int current;

  /**
   * A place.
   *
   * @param time seconds since 1970-01-01T00:00:00Z, not negative
   * @param tags for each channel the tag of the message it stands behind, or {@link #NONE}
   * @param current the channel that the last message came from
   */
  public MultiplexedId(long time, int[] tags, int current) {
    checkArgument(time >= 0, "time: %s (expected: >= 0)", time);
    checkArgument(
        current >= 0 && current < tags.length, "current: %s of %s tags", current, tags.length);
    this.time = time;
    this.tags = tags.clone();
    this.current = current;
  }

  @Override
  public long time() {
    return time;
  }

  /** Of how many channels. */
  public int size() {
    return tags.length;
  }

  /** Which channel the last message came from, counted from 0. */
  public int current() {
    return current;
  }

  /** The tag of one of the channels, or {@link #NONE}. */
  public int tag(int channel) {
    return tags[channel];
  }

  /** Where a reader of one of the channels goes on. */
  public Cursor cursor(int channel) {
    return cursor(time, tags[channel]);
  }

  /** Behind the message of this second with this tag, or in front of the second. */
  public static Cursor cursor(long time, int tag) {
    if (tag != NONE) {
      return Cursor.after(new MessageId(time, tag));
    }
    return time == 0 ? Cursor.oldest() : Cursor.after(new MessageId(time - 1, Integer.MAX_VALUE));
  }

  @Override
  public String tags() {
    StringBuilder text = new StringBuilder(3 * tags.length);
    for (int i = 0; i < tags.length; i++) {
      String tag = tags[i] == NONE ? "-" : Integer.toString(tags[i]);
      text.append(i == 0 ? "" : ",").append(i == current ? "[" + tag + "]" : tag);
    }
    return text.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MultiplexedId that
        && time == that.time
        && current == that.current
        && Arrays.equals(tags, that.tags);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(time) + Arrays.hashCode(tags);
  }

  /** The compound form, {@code time:tags}. */
  @Override
  public String toString() {
    return time + ":" + tags();
  }
}
