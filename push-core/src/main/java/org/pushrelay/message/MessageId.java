package org.pushrelay.message;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Where a message stands in its channel: the second it was published in and its place within that
 * second. Ids of one channel strictly increase. On the wire an id is the pair {@code Last-Modified}
 * and {@code Etag}.
 *
 * @param time seconds since 1970-01-01T00:00:00Z, not negative
 * @param tag running number within the second, from 0
 */
public record MessageId(long time, int tag) implements ResumePoint, Comparable<MessageId> {

  /** Checks the ranges. */
  public MessageId {
    checkArgument(time >= 0, "time: %s (expected: >= 0)", time);
    checkArgument(tag >= 0, "tag: %s (expected: >= 0)", tag);
  }

  /** Whether this id was given out before the other one. */
  public boolean isBefore(MessageId other) {
    return compareTo(other) < 0;
  }

  @Override
  public String tags() {
    return Integer.toString(tag);
  }

  @Override
  public int compareTo(MessageId other) {
    int byTime = Long.compare(time, other.time);
    return byTime != 0 ? byTime : Integer.compare(tag, other.tag);
  }

  /** The compound form, {@code time:tag}. */
  @Override
  public String toString() {
    return time + ":" + tag;
  }
}
