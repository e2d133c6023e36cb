package org.pushrelay.transport.spi;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.BufferBudget;
import org.pushrelay.transport.ResponseStream;
import org.pushrelay.transport.StreamListener;

/**
 * A stream over a server that takes one write at a time: what comes meanwhile waits here, shared
 * and not copied, and goes out together with the next write. Safe from any thread.
 *
 * <pre>
 *   IDLE --- flush ---> CALLING --- returned ---> UNDER_WAY --- sent, all ---> IDLE
 *                        ^    \                    /
 *                        |     sent, more waits   /
 *                        \-----------------------/
 * </pre>
 *
 * <p>What the network does not take at once is counted against a {@link BufferBudget}; where that
 * has no room, the stream is broken off, and its listener is told.
 *
 * <p>A transport says with three methods how it sends, and reports with {@link #sent} and {@link
 * #failed}. The listener is told by the executor, so never from within a call, and one call at a
 * time.
 */
public abstract class QueuedStream implements ResponseStream {
  /** A client takes what it is given as long as no more than this is on its way to it. */
  private static final int WRITABLE_BYTES = 64 * 1024;

  /** As much as this may wait without room in the budget: a close frame, or a response's end. */
  private static final int SMALL_BYTES = 512;

  private enum State {
    IDLE,
    CALLING,
    SENT_WITHIN_CALL,
    UNDER_WAY
  }

  private final StreamListener listener;
  private final SerialCalls calls;
  private final int piecesAtOnce;
  private final BufferBudget budget;

  @GuardedBy("this")
  private final ArrayDeque<MessageBody> waiting = new ArrayDeque<>(2);

  @GuardedBy("this")
  private State state = State.IDLE;

  @GuardedBy("this")
  private long waitingBytes;

  /** How many of the first of those that wait are counted against the budget. */
  @GuardedBy("this")
  private int waitingHeld;

  @GuardedBy("this")
  private long bytesUnderWay;

  /** What is under way; its first ones, {@link #underWayHeld}, are counted. */
  @GuardedBy("this")
  private List<MessageBody> underWay = List.of();

  @GuardedBy("this")
  private int underWayHeld;

  @GuardedBy("this")
  private boolean foundFull;

  @GuardedBy("this")
  private boolean ended;

  /** Nothing is sent any more. */
  @GuardedBy("this")
  private boolean over;

  /**
   * A stream that has not begun.
   *
   * @param executor where the listener is told
   * @param piecesAtOnce how many pieces can be sent together
   * @param budget what the client does not take at once is counted against
   */
  protected QueuedStream(
      StreamListener listener, Executor executor, int piecesAtOnce, BufferBudget budget) {
    this.budget = requireNonNull(budget, "budget");
    this.listener = requireNonNull(listener, "listener");
    this.calls = new SerialCalls(executor);
    this.piecesAtOnce = piecesAtOnce;
  }

  /** A stream whose client has left before it began: the listener is told. */
  public static ResponseStream closed(StreamListener listener, Executor executor) {
    new SerialCalls(executor).elsewhere(listener::onClosed);
    return ClosedStream.CLOSED;
  }

  /**
   * Sends these pieces, and then calls {@link #sent} or {@link #failed}, from any thread and maybe
   * before it returns. Not called again before that.
   *
   * @param pieces none in the first call if there is nothing to send but a head
   */
  protected abstract void send(List<MessageBody> pieces);

  /** Ends the response as it should end: all pieces were sent. The last call. */
  protected abstract void finish();

  /** Ends the connection, even while something is being sent. The last call. */
  protected abstract void breakOff(Throwable cause);

  /** Sends the first piece, if it has bytes, and what goes before it. To be called once, first. */
  public final void begin(MessageBody first) {
    List<MessageBody> pieces = first.size() == 0 ? List.of() : List.of(first);
    synchronized (this) {
      state = State.CALLING;
      bytesUnderWay = first.size();
      underWay = pieces;
    }
    sendAndGoOn(pieces);
  }

  @Override
  public final void write(MessageBody piece) {
    boolean fits;
    synchronized (this) {
      if (ended || over || piece.size() == 0) {
        return;
      }
      waiting.add(piece);
      waitingBytes += piece.size();
      fits = state != State.UNDER_WAY || retainWaiting() || isSmall();
      // who finds it full can rely on something being under way
      if (fits && (state != State.IDLE || waitingBytes <= WRITABLE_BYTES)) {
        return;
      }
      if (fits) {
        state = State.CALLING;
      }
    }
    if (fits) {
      sendWhatWaits();
    } else {
      outOfRoom();
    }
  }

  @Override
  public final void flush() {
    synchronized (this) {
      if (state != State.IDLE || over || waiting.isEmpty()) {
        return;
      }
      state = State.CALLING;
    }
    sendWhatWaits();
  }

  @Override
  public final synchronized boolean isWritable() {
    if (ended || over) {
      return false;
    }
    foundFull = waitingBytes + bytesUnderWay > WRITABLE_BYTES;
    return !foundFull;
  }

  @Override
  public final void end() {
    synchronized (this) {
      if (ended || over) {
        return;
      }
      ended = true;
      if (state != State.IDLE) {
        return;
      }
      state = State.CALLING;
    }
    sendWhatWaits();
  }

  @Override
  public final void abort() {
    synchronized (this) {
      if (ended || over) {
        return;
      }
      stop();
    }
    breakOff(new ClosedChannelException());
  }

  /** Whether the network has something that it has not taken yet. */
  protected final synchronized boolean isUnderWay() {
    return state == State.UNDER_WAY;
  }

  /** What was to be sent has been handed to the network. */
  protected final void sent() {
    synchronized (this) {
      bytesUnderWay = 0;
      releaseUnderWay();
      if (state == State.CALLING) {
        state = State.SENT_WITHIN_CALL;
        return;
      }
      state = State.CALLING;
    }
    sendWhatWaits();
  }

  /** The connection broke, or the client has left; known from a write or from elsewhere. */
  protected final void failed(Throwable cause) {
    boolean wanted;
    synchronized (this) {
      if (over) {
        return;
      }
      stop();
      wanted = !ended;
    }
    breakOff(cause);
    if (wanted) {
      calls.elsewhere(listener::onClosed);
    }
  }

  /**
   * Calls the listener in this thread, or leaves it to the thread that is calling it right now. Not
   * to be used by a thread that may be within a call of this stream.
   */
  protected final void notifyListener(Runnable call) {
    calls.here(call);
  }

  @GuardedBy("this")
  private void stop() {
    over = true;
    releaseUnderWay();
    for (; waitingHeld > 0; waitingHeld--) {
      budget.release(waiting.remove());
    }
    waiting.clear();
    waitingBytes = 0;
  }

  /** Whether so little waits that the client is not disconnected for want of room. */
  @GuardedBy("this")
  private boolean isSmall() {
    return bytesUnderWay + waitingBytes <= SMALL_BYTES;
  }

  /** Counts what the network has not taken; false if there is no room for it. */
  @GuardedBy("this")
  private boolean retainAll() {
    for (; underWayHeld < underWay.size(); underWayHeld++) {
      if (!budget.retain(underWay.get(underWayHeld))) {
        return false;
      }
    }
    return retainWaiting();
  }

  @GuardedBy("this")
  private boolean retainWaiting() {
    if (waitingHeld == waiting.size()) {
      return true;
    }
    // the newest first: as a rule it is the only one that is not counted yet
    Iterator<MessageBody> newestFirst = waiting.descendingIterator();
    int uncounted = waiting.size() - waitingHeld;
    for (int counted = 0; counted < uncounted; counted++) {
      if (!budget.retain(newestFirst.next())) {
        releaseNewest(counted);
        return false;
      }
    }
    waitingHeld = waiting.size();
    return true;
  }

  /** Those that are counted have to be the first ones. */
  @GuardedBy("this")
  private void releaseNewest(int count) {
    Iterator<MessageBody> newestFirst = waiting.descendingIterator();
    for (int i = 0; i < count; i++) {
      budget.release(newestFirst.next());
    }
  }

  @GuardedBy("this")
  private void releaseUnderWay() {
    for (; underWayHeld > 0; underWayHeld--) {
      budget.release(underWay.get(underWayHeld - 1));
    }
    underWay = List.of();
  }

  private void outOfRoom() {
    failed(new IOException("no memory left for what the client does not take"));
  }

  /** Called by who has set the state to CALLING. */
  private void sendWhatWaits() {
    List<MessageBody> pieces = next();
    if (!pieces.isEmpty()) {
      sendAndGoOn(pieces);
    }
  }

  /** Goes on in a loop, so that what is sent at once does not fill the stack. */
  private void sendAndGoOn(List<MessageBody> first) {
    List<MessageBody> pieces = first;
    boolean outOfRoom;
    do {
      send(pieces);
      synchronized (this) {
        if (state == State.CALLING) {
          state = State.UNDER_WAY;
          if (over || retainAll() || isSmall()) {
            return;
          }
        } else {
          state = State.CALLING;
        }
        outOfRoom = state == State.UNDER_WAY;
      }
      if (outOfRoom) {
        outOfRoom();
        return;
      }
      pieces = next();
    } while (!pieces.isEmpty());
  }

  /**
   * As much as goes together of what waits; or nothing, and then what has to follow has been done.
   */
  private List<MessageBody> next() {
    boolean last;
    synchronized (this) {
      if (over) {
        return List.of();
      }
      if (!waiting.isEmpty()) {
        return takeWaiting();
      }
      last = ended;
      over = ended;
      state = State.IDLE;
      if (!last && !foundFull) {
        return List.of();
      }
      foundFull = false;
    }
    if (last) {
      finish();
    } else {
      calls.elsewhere(listener::onWritable);
    }
    return List.of();
  }

  @GuardedBy("this")
  private List<MessageBody> takeWaiting() {
    bytesUnderWay = 0;
    List<MessageBody> pieces = new ArrayList<>(Math.min(waiting.size(), piecesAtOnce));
    while (pieces.size() < piecesAtOnce && !waiting.isEmpty()) {
      MessageBody piece = waiting.remove();
      bytesUnderWay += piece.size();
      pieces.add(piece);
    }
    waitingBytes -= bytesUnderWay;
    underWay = pieces;
    underWayHeld = Math.min(waitingHeld, pieces.size());
    waitingHeld -= underWayHeld;
    return pieces;
  }
}
