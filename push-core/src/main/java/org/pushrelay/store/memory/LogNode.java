package org.pushrelay.store.memory;

import org.jspecify.annotations.Nullable;

/**
 * One place in the chain that readers walk along. The last place of a chain is empty: an append
 * fills it and links a new empty one behind it. So a reader at the end holds the place where the
 * next message will be, and a message that is not kept is held by nobody but the readers who have
 * yet to read it.
 */
final class LogNode {
  /** Null while the place is empty. Written before {@link #next}, and read after it. */
  @Nullable LogEntry entry;

  /** The place behind this one; null while this one is empty. */
  volatile @Nullable LogNode next;

  /** How many messages, and how many bytes of bodies, stand before this place in the log. */
  final long index;

  final long offset;

  LogNode(long index, long offset) {
    this.index = index;
    this.offset = offset;
  }

  /** Fills this place, which is the last one, and returns the new last one. */
  LogNode fill(LogEntry appended) {
    LogNode behind = new LogNode(index + 1, offset + appended.message.body().size());
    entry = appended;
    // written last: from then on readers without the lock see the entry
    next = behind;
    return behind;
  }

  /** A filled place in front of this one, in a chain that joins the one this place is in. */
  LogNode precededBy(LogEntry earlier) {
    LogNode before = new LogNode(index - 1, offset - earlier.message.body().size());
    before.entry = earlier;
    before.next = this;
    return before;
  }
}
