package org.pushrelay.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.pushrelay.transport.BufferBudget;

/**
 * Encoded responses that some clients have yet to take, after all other uses of them have ended.
 * Each buffer is counted once, however many connections hold it, and only from the moment that it
 * turns out to linger: a response that is taken at once costs a look at its reference count. One
 * event loop's own.
 */
final class UnsentBuffers {
  private final ByteBufAllocator allocator;
  private final BufferBudget budget;
  private final ArrayDeque<ByteBuf> buffers = new ArrayDeque<>();

  UnsentBuffers(ByteBufAllocator allocator, BufferBudget budget) {
    this.allocator = allocator;
    this.budget = budget;
  }

  /** Gives up the caller's reference to a buffer, and counts the buffer while others have one. */
  void track(ByteBuf buffer) {
    sweepOldest();
    if (buffer.refCnt() == 1) {
      buffer.release();
    } else {
      buffers.add(buffer);
      budget.charge(size(buffer));
    }
  }

  /** Releases, of the oldest buffers, those that are taken by now. */
  private void sweepOldest() {
    for (ByteBuf first = buffers.peek(); first != null && isTaken(first); first = buffers.peek()) {
      buffers.remove();
      release(first);
    }
  }

  /** Releases all that are taken by now. */
  void sweep() {
    for (Iterator<ByteBuf> all = buffers.iterator(); all.hasNext(); ) {
      ByteBuf buffer = all.next();
      if (isTaken(buffer)) {
        all.remove();
        release(buffer);
      }
    }
  }

  /** Lets go of all, taken or not. */
  void forget() {
    buffers.forEach(this::release);
    buffers.clear();
  }

  private static boolean isTaken(ByteBuf buffer) {
    return buffer.refCnt() == 1;
  }

  private void release(ByteBuf buffer) {
    budget.release(size(buffer));
    buffer.release();
  }

  /** The bytes of a mapped file are no memory of the process. */
  private long size(ByteBuf buffer) {
    boolean isMapped = buffer instanceof CompositeByteBuf || buffer.alloc() != allocator;
    return isMapped ? 0 : buffer.capacity();
  }
}
