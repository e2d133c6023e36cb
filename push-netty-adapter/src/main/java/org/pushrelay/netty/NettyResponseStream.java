package org.pushrelay.netty;

import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.concurrent.RejectedExecutionException;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.ResponseStream;
import org.pushrelay.transport.StreamListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A response that goes on. What is called on its event loop is done at once; calls from other
 * threads are brought there, and calls on the loop wait while there are such ones before them.
 */
abstract class NettyResponseStream implements ResponseStream {
  private static final Logger log = LoggerFactory.getLogger(NettyResponseStream.class);

  /** How many bytes may be on their way to the loop before the stream says that it is full. */
  private static final int MAX_ON_THE_WAY = 64 * 1024;

  private final PushLoop loop;
  private final StreamListener listener;

  /** What was brought to the loop so far: each call counts one, and the bytes it has along. */
  private volatile long brought;

  /** How much of that has been done. Written on the loop only. */
  private volatile long done;

  /** A writer found that the stream is not writable, and waits to be told. */
  private volatile boolean waitedFor;

  /** It was ended or aborted, or the client has left: nothing happens any more. */
  private volatile boolean over;

  NettyResponseStream(PushLoop loop, StreamListener listener) {
    this.loop = loop;
    this.listener = listener;
  }

  /** Sends the head, and the first piece. This and the following are called on the loop. */
  abstract void begin();

  abstract void send(MessageBody piece);

  abstract void flushNow();

  abstract void finish();

  abstract void breakOff();

  /** Whether the network takes more. From any thread. */
  abstract boolean hasRoom();

  @Override
  public final void write(MessageBody piece) {
    if (piece.size() == 0) {
      return;
    }
    if (isItsTurn()) {
      writeNow(piece);
    } else {
      bringIfLoopRuns(piece.size(), () -> writeNow(piece));
    }
  }

  private void writeNow(MessageBody piece) {
    if (!over) {
      send(piece);
    }
  }

  @Override
  public final void flush() {
    if (isItsTurn()) {
      flushIfOpen();
    } else {
      bringIfLoopRuns(0, this::flushIfOpen);
    }
  }

  private void flushIfOpen() {
    if (!over) {
      flushNow();
    }
  }

  @Override
  public final boolean isWritable() {
    if (isOpenAndHasRoom()) {
      return true;
    }
    if (!over && isItsTurn()) {
      // it may be full only because it was not flushed
      flushNow();
    }
    // set before the second look: the thread that makes room checks whether the stream waits for it
    waitedFor = true;
    if (isOpenAndHasRoom()) {
      waitedFor = false;
      return true;
    }
    return false;
  }

  private boolean isOpenAndHasRoom() {
    return !over && hasRoom() && brought - done <= MAX_ON_THE_WAY;
  }

  @Override
  public final void end() {
    call(() -> endNow(this::finish));
  }

  @Override
  public final void abort() {
    call(() -> endNow(this::breakOff));
  }

  private void endNow(Runnable last) {
    if (!over) {
      over = true;
      last.run();
    }
  }

  /** Does on the loop what has an effect on an open stream only. */
  final void callIfOpen(Runnable action) {
    call(
        () -> {
          if (!over) {
            action.run();
          }
        });
  }

  private void call(Runnable action) {
    if (isItsTurn()) {
      action.run();
    } else {
      bringIfLoopRuns(0, action);
    }
  }

  private boolean isItsTurn() {
    return loop.isCurrent() && brought == done;
  }

  /** Where the loop has ended, so have its connections, and the listener has been told. */
  private void bringIfLoopRuns(int bytes, Runnable task) {
    try {
      bring(bytes, task);
    } catch (RejectedExecutionException e) {
      log.debug("A stream is written to whose event loop has ended", e);
    }
  }

  /**
   * Brings a call to the loop, behind those before it.
   *
   * @throws RejectedExecutionException if the loop has ended
   */
  final void bring(int bytes, Runnable task) {
    long cost = 1L + bytes;
    // there is one caller at a time
    long before = brought;
    brought = before + cost;
    loop.execute(
        () -> {
          task.run();
          long doneBefore = done;
          done = doneBefore + cost;
          notifyIfWritable();
        });
  }

  /** The network takes more; the writer, who may be under way just now, is told in a task. */
  final void hasRoomAgain() {
    if (waitedFor) {
      loop.execute(this::notifyIfWritable);
    }
  }

  private void notifyIfWritable() {
    if (waitedFor && isOpenAndHasRoom()) {
      waitedFor = false;
      notifyListener(listener::onWritable);
    }
  }

  /** The client has left, or the connection is broken. */
  final void clientGone() {
    if (!over) {
      over = true;
      notifyListener(listener::onClosed);
    }
  }

  /** The client had left before. */
  final void neverBegan() {
    over = true;
    loop.execute(() -> notifyListener(listener::onClosed));
  }

  /** The event loop had ended before. */
  final void neverBeganWithoutLoop() {
    over = true;
    GlobalEventExecutor.INSTANCE.execute(() -> notifyListener(listener::onClosed));
  }

  private static void notifyListener(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException e) {
      log.error("The listener of a stream failed", e);
    }
  }
}
