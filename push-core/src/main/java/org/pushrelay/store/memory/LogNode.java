package org.pushrelay.store.memory;

import org.jspecify.annotations.Nullable;

/**
 * One node in the chain that readers walk along. The last node of a chain is empty: an append fills
 * it and links a new empty one behind it. So a reader at the end holds the node of the next
 * message, and only the readers that have yet to read a message hold it if it is not kept.
 */
final class LogNode {
  /** Null while the node is empty. Written before {@link #next}, and read after it. */
  @Nullable LogEntry entry;

  /** The node behind this one; null while this one is empty. */
  volatile @Nullable LogNode next;

  /** How many messages, and how many bytes of bodies, stand before this node in the log. */
  final long index;

  final long offset;

  LogNode(long index, long offset) {
    this.index = index;
    this.offset = offset;
  }

  /** Fills this node, which is the last one, and returns the new last one. */
  LogNode fill(LogEntry appended) {
    LogNode behind = new LogNode(index + 1, offset + appended.message.body().size());
    entry = appended;
    // written last: from then on readers without the lock see the entry
    next = behind;
    return behind;
  }

  /** Returns a filled node in front of this one, in a chain that joins the chain of this node. */
  LogNode precededBy(LogEntry earlier) {
    LogNode before = new LogNode(index - 1, offset - earlier.message.body().size());
    before.entry = earlier;
    before.next = this;
    return before;
  }
}
