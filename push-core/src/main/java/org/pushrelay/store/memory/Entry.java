package org.pushrelay.store.memory;

import org.jspecify.annotations.Nullable;
import org.pushrelay.message.Message;

/**
 * One place in a log. The last place of each log is empty: an append fills it and links a new empty
 * one behind it. So a reader at the end holds the place where the next message will be, and a
 * message that is not kept is held by nobody but the readers who have yet to read it.
 */
final class Entry {
  /**
   * The message; null while the place is empty. Written before {@link #next}, and read after it.
   */
  @Nullable Message message;

  /** In nanoseconds of the time source. */
  long expiry;

  /** What the message costs of the budget; 0 if it is not kept. */
  long cost;

  /** How many messages, and how many bytes of bodies, the log had seen before this place. */
  final long index;

  final long offset;

  /** The place behind this one; null while this one is empty. */
  volatile @Nullable Entry next;

  /**
   * Whether the log no longer keeps the message. A reader that lags too far behind lets such places
   * go.
   */
  volatile boolean dropped;

  Entry(long index, long offset) {
    this.index = index;
    this.offset = offset;
  }
}
