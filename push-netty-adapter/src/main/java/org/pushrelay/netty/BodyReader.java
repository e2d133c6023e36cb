package org.pushrelay.netty;

import io.netty.buffer.ByteBuf;
import org.pushrelay.transport.BodyListener;
import org.pushrelay.transport.BufferBudget;
import org.pushrelay.transport.spi.BodyCollector;

/** Puts a request's body together and tells its listener once. On the event loop only. */
final class BodyReader {
  private final BodyCollector collector;
  private final BodyListener listener;
  private boolean told;

  /**
   * A reader.
   *
   * @param announced the body's length; negative if it is not known
   */
  BodyReader(long maxBytes, long announced, BufferBudget budget, BodyListener listener) {
    this.collector = new BodyCollector(maxBytes, budget);
    this.listener = listener;
    if (!collector.admits(announced)) {
      refuse();
    }
  }

  boolean isTold() {
    return told;
  }

  /** Takes a piece; the caller releases it. */
  void add(ByteBuf piece) {
    if (!told && piece.isReadable() && !collector.add(piece.nioBuffer())) {
      refuse();
    }
  }

  private void refuse() {
    told = true;
    collector.refuse(listener);
  }

  /** The request is answered, or its client has left. */
  void release() {
    collector.release();
  }

  void end() {
    if (!told) {
      told = true;
      listener.onBody(collector.toBody());
    }
  }

  void fail(Throwable cause) {
    if (!told) {
      told = true;
      collector.release();
      listener.onFailure(cause);
    }
  }
}
