package org.pushrelay.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.spi.SerialCalls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes pieces one after the other as fast as a container takes them, and never waits. The
 * container is called by one thread at a time, and without a lock that its own threads wait for: it
 * has locks of its own, which it may hold when it calls. The one exception is short: see {@link
 * #release}.
 */
final class PieceWriter implements WriteListener {
  private static final Logger log = LoggerFactory.getLogger(PieceWriter.class);

  /** A container copies what it cannot send at once, up to one slice for each client. */
  private static final int SLICE = 32 * 1024;

  /** So long at most the container is kept from ending an exchange. No write takes so long. */
  private static final int LET_GO_SECONDS = 1;

  private final ServletOutputStream out;
  private final Runnable head;
  private final Runnable sent;
  private final Consumer<Throwable> failed;
  private final SerialCalls calls = new SerialCalls(ListenerExecutor.EXECUTOR);
  private final Queue<MessageBody> pieces = new ArrayDeque<>(2);

  private final AtomicInteger errors = new AtomicInteger();

  /** Held by who writes. */
  private final ReentrantLock writing = new ReentrantLock();

  /** The container's objects are not to be touched any more. */
  private volatile boolean gone;

  private int position;
  private boolean begun;
  private boolean stopped;

  /** There are pieces, or there is a flush, that the container has not taken yet. */
  private boolean busy;

  private boolean flushed;

  /**
   * @param head is run once, before anything is written
   * @param sent is told when all pieces have been taken and flushed
   * @param failed is told of what breaks the stream
   */
  PieceWriter(ServletOutputStream out, Runnable head, Runnable sent, Consumer<Throwable> failed) {
    this.out = out;
    this.head = head;
    this.sent = sent;
    this.failed = failed;
  }

  /** Writes the first pieces, or none, behind the head; from any thread. */
  void begin(List<MessageBody> first) {
    calls.here(() -> take(first));
    try {
      out.setWriteListener(this);
    } catch (RuntimeException e) {
      // what a container throws if it has just given the exchange up
      failed.accept(e);
    }
  }

  /** Writes more, after what came before has been sent; from any thread. */
  void write(List<MessageBody> more) {
    calls.here(
        () -> {
          take(more);
          writeOn();
        });
  }

  /** Writes nothing any more, and then does what is to be done last. */
  void stop(Runnable last) {
    calls.here(
        () -> {
          stopped = true;
          pieces.clear();
          last.run();
        });
  }

  private void take(List<MessageBody> more) {
    pieces.addAll(more);
    busy = true;
    flushed = false;
  }

  @Override
  public void onWritePossible() {
    calls.here(this::writeOn);
  }

  private void writeOn() {
    if (!busy || stopped) {
      return;
    }
    boolean whole;
    writing.lock();
    try {
      if (gone) {
        return;
      }
      whole = writeWhatIsTaken();
    } catch (IOException | RuntimeException e) {
      failed.accept(e);
      return;
    } finally {
      writing.unlock();
    }
    if (whole) {
      busy = false;
      sent.run();
    }
  }

  private boolean writeWhatIsTaken() throws IOException {
    if (!begun) {
      begun = true;
      head.run();
    }
    while (out.isReady()) {
      MessageBody piece = pieces.peek();
      if (piece != null) {
        writeSlice(piece);
      } else if (!flushed) {
        flushed = true;
        out.flush();
      } else {
        return true;
      }
    }
    return false;
  }

  private void writeSlice(MessageBody piece) throws IOException {
    int size = Math.min(SLICE, piece.size() - position);
    int start = position;
    position += size;
    if (position == piece.size()) {
      pieces.remove();
      position = 0;
    }
    piece.writeTo(out, start, size);
  }

  /**
   * Waits until no thread writes any more, so that the container can end the exchange: it gives its
   * objects to the next one as soon as it has been called. To be called by the container's threads
   * only, when they report a failure. Tomcat's connector for NIO2 does so while the write that
   * failed is still going on in a thread of ours, which would break the next exchange off.
   */
  void release() {
    gone = true;
    try {
      if (writing.tryLock(LET_GO_SECONDS, TimeUnit.SECONDS)) {
        writing.unlock();
      } else {
        log.debug("A container waits for itself: it told of a failure within a lock");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Undertow calls again and again, without end, when a client leaves an upgraded connection that
   * has something to send.
   *
   * @throws IllegalStateException when it is called again, which ends that
   */
  @Override
  public void onError(@Nullable Throwable cause) {
    if (errors.getAndIncrement() > 0) {
      throw new IllegalStateException("the connection has failed before", cause);
    }
    release();
    failed.accept(cause == null ? new IOException("the connection failed") : cause);
  }
}
