package org.pushrelay.websocket;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.MessageBody;
import org.pushrelay.time.Cancellable;
import org.pushrelay.time.Timers;
import org.pushrelay.transport.BufferBudget;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Upgrade;
import org.pushrelay.transport.UpgradeListener;

/**
 * The server's end of one WebSocket: frames go out, messages come in, pings are answered, and it
 * ends as RFC 6455, 7 has it. Safe from any thread.
 *
 * <pre>
 *   open --- close frame sent ------> closing --- the peer's close, or too late --> closed
 *      \--- close frame received, or the client gone -----------------------------/
 * </pre>
 *
 * Messages are sent by the threads that publish them, replies by the thread that reads: the lock
 * serializes both. Under the lock only the transport is called, to send, and it makes no callback.
 * An application may be notified of the upgrade and of the end: both calls are made after the lock
 * is released.
 */
public final class WebSocketConnection implements UpgradeListener {
  /** How long the peer has to answer a close frame. */
  public static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

  /** So many pings may go without a sign of life. */
  private static final int UNANSWERED_PINGS = 2;

  private static final MessageBody PING = Frames.of(Opcode.PING, MessageBody.empty());

  private final MessageReader reader;
  private final Timers timers;
  private final WebSocketListener listener;

  private enum State {
    OPEN,
    CLOSING,
    CLOSED
  }

  @GuardedBy("this")
  private @Nullable Upgrade upgrade;

  @GuardedBy("this")
  private State state = State.OPEN;

  @GuardedBy("this")
  private Cancellable closeWait = Cancellable.NOTHING;

  @GuardedBy("this")
  private int unanswered;

  /** The pong to the latest ping, sent as soon as the client takes it. */
  @GuardedBy("this")
  private @Nullable MessageBody pendingPong;

  /** The latest {@link #reply}, sent as soon as the client takes it. */
  @GuardedBy("this")
  private @Nullable MessageBody pendingReply;

  @GuardedBy("this")
  private boolean unflushed;

  /** What came before {@link #open} was done; null from then on. */
  @GuardedBy("this")
  private @Nullable Queue<ByteBuffer> early = new ArrayDeque<>();

  /**
   * A WebSocket to be opened.
   *
   * @param maxMessage how many bytes a message of the client may have
   * @param deflate how the client may compress its messages; empty if it may not
   * @param budget what unfinished messages are counted against
   */
  public WebSocketConnection(
      long maxMessage,
      Optional<DeflateTerms> deflate,
      BufferBudget budget,
      Timers timers,
      WebSocketListener listener) {
    this.reader = new MessageReader(maxMessage, deflate, budget, this::onIncoming);
    this.timers = timers;
    this.listener = listener;
  }

  /** Leaves HTTP. Called once, before anything else. */
  public void open(Exchange exchange, Handshake.Accepted handshake) {
    Upgrade begun = exchange.upgrade(handshake.headers(), this);
    synchronized (this) {
      upgrade = begun;
    }
    for (ByteBuffer bytes = nextEarly(); bytes != null; bytes = nextEarly()) {
      read(bytes);
    }
  }

  private synchronized @Nullable ByteBuffer nextEarly() {
    ByteBuffer next = early == null ? null : early.poll();
    if (next == null) {
      early = null;
    }
    return next;
  }

  /**
   * Sends a frame; it goes out with the next {@link #flush}.
   *
   * @return whether the client takes more
   */
  public synchronized boolean send(MessageBody frame) {
    if (state != State.OPEN || upgrade == null) {
      return false;
    }
    upgrade.write(frame);
    unflushed = true;
    return upgrade.isWritable();
  }

  /**
   * Answers a question that a client may ask as often as it likes: as long as it does not take what
   * it is given, only the latest answer is kept.
   */
  public synchronized void reply(MessageBody frame) {
    if (!trySend(frame)) {
      pendingReply = frame;
    }
  }

  private synchronized void pong(MessageBody frame) {
    if (!trySend(frame)) {
      pendingPong = frame;
    }
  }

  @GuardedBy("this")
  private boolean trySend(MessageBody frame) {
    if (state != State.OPEN || upgrade == null) {
      return true;
    }
    if (!upgrade.isWritable()) {
      return false;
    }
    upgrade.write(frame);
    unflushed = true;
    return true;
  }

  /** Hands to the network what was sent. */
  public synchronized void flush() {
    if (unflushed && state == State.OPEN && upgrade != null) {
      unflushed = false;
      upgrade.flush();
    }
  }

  /** Stops or goes on to read messages. */
  public synchronized void setReading(boolean reading) {
    if (state == State.OPEN && upgrade != null) {
      upgrade.setReading(reading);
    }
  }

  /** Asks whether the client is there, or ends what has not answered for too long. */
  public void beat() {
    Upgrade silent;
    synchronized (this) {
      if (state != State.OPEN || upgrade == null) {
        return;
      }
      if (unanswered < UNANSWERED_PINGS) {
        unanswered++;
        if (upgrade.isWritable()) {
          upgrade.write(PING);
          upgrade.flush();
        }
        return;
      }
      state = State.CLOSED;
      silent = upgrade;
    }
    reader.release();
    silent.abort();
    listener.onClosed();
  }

  /** Says why there is no more, and ends when the client has answered, or does not. */
  public void close(int code, String reason) {
    synchronized (this) {
      if (state != State.OPEN || upgrade == null) {
        return;
      }
      state = State.CLOSING;
      reader.discard();
      // the client's time begins before it can know
      closeWait = timers.schedule(CLOSE_WAIT.toNanos(), this::closeTooLate);
      upgrade.setReading(true);
      upgrade.write(Frames.close(code, reason));
      upgrade.flush();
    }
    listener.onClosed();
  }

  private void closeTooLate() {
    Upgrade silent;
    synchronized (this) {
      if (state != State.CLOSING || upgrade == null) {
        return;
      }
      state = State.CLOSED;
      silent = upgrade;
    }
    reader.release();
    silent.abort();
  }

  @Override
  public void onBytes(ByteBuffer bytes) {
    synchronized (this) {
      if (early != null) {
        early.add(ByteBuffer.allocate(bytes.remaining()).put(bytes).flip());
        return;
      }
      unanswered = 0;
    }
    read(bytes);
  }

  private void read(ByteBuffer bytes) {
    reader.read(bytes);
    flush();
  }

  private synchronized boolean isOpen() {
    return state == State.OPEN;
  }

  private void onIncoming(Incoming event) {
    if (event instanceof Incoming.Data data) {
      if (isOpen()) {
        listener.onMessage(data.kind(), data.body());
      }
    } else if (event instanceof Incoming.Ping ping) {
      pong(Frames.of(Opcode.PONG, ping.body()));
    } else if (event instanceof Incoming.Close close) {
      replyClose(Frames.close(close.code(), close.reason()));
    } else if (event instanceof Incoming.Violation violation) {
      if (violation.code() == CloseCode.PROTOCOL_ERROR) {
        replyClose(Frames.close(violation.code(), violation.reason()));
      } else {
        close(violation.code(), violation.reason());
      }
    }
  }

  /** Ends at once, behind this frame if none like it was sent. */
  private void replyClose(MessageBody frame) {
    boolean first;
    Upgrade ended;
    synchronized (this) {
      if (state == State.CLOSED || upgrade == null) {
        return;
      }
      first = state == State.OPEN;
      if (first) {
        upgrade.write(frame);
      }
      state = State.CLOSED;
      closeWait.cancel();
      ended = upgrade;
    }
    reader.release();
    ended.end();
    if (first) {
      listener.onClosed();
    }
  }

  @Override
  public void onWritable() {
    synchronized (this) {
      if (pendingPong != null && trySend(pendingPong)) {
        pendingPong = null;
      }
      if (pendingReply != null && trySend(pendingReply)) {
        pendingReply = null;
      }
    }
    flush();
    listener.onWritable();
  }

  @Override
  public void onClosed() {
    boolean first;
    synchronized (this) {
      first = state == State.OPEN;
      state = State.CLOSED;
      closeWait.cancel();
    }
    reader.release();
    if (first) {
      listener.onClosed();
    }
  }
}
