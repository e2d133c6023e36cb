package org.pushrelay.server.http;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.pushrelay.transport.StreamListener;
import org.pushrelay.transport.UpgradeListener;

/** How many bytes a stream has carried until its end. Safe from any thread. */
final class StreamByteCounter {
  private final AtomicLong bytes;
  private final LongConsumer atEnd;
  private final AtomicBoolean ended = new AtomicBoolean();

  /**
   * A count.
   *
   * @param atEnd is told once how many there were
   */
  StreamByteCounter(long bytes, LongConsumer atEnd) {
    this.bytes = new AtomicLong(bytes);
    this.atEnd = atEnd;
  }

  void add(long more) {
    if (!ended.get()) {
      bytes.addAndGet(more);
    }
  }

  void end() {
    if (ended.compareAndSet(false, true)) {
      atEnd.accept(bytes.get());
    }
  }

  /** A listener that tells another one, and takes the closing for the end. */
  StreamListener counting(StreamListener listener) {
    return new StreamListener() {
      @Override
      public void onWritable() {
        listener.onWritable();
      }

      @Override
      public void onClosed() {
        end();
        listener.onClosed();
      }
    };
  }

  /** Returns a listener that also ends this counter when a connection that has left HTTP closes. */
  UpgradeListener counting(UpgradeListener listener) {
    return new UpgradeListener() {
      @Override
      public void onBytes(ByteBuffer received) {
        listener.onBytes(received);
      }

      @Override
      public void onWritable() {
        listener.onWritable();
      }

      @Override
      public void onClosed() {
        end();
        listener.onClosed();
      }
    };
  }
}
