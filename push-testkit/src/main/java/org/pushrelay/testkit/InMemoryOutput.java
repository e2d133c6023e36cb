package org.pushrelay.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.ResponseStream;
import org.pushrelay.transport.StreamListener;

/**
 * What is written to one client, without a network: it is remembered. The client can stop to take
 * what it is given, and can leave. Safe from any thread.
 */
public abstract sealed class InMemoryOutput implements ResponseStream
    permits InMemoryStream, InMemoryUpgrade {
  private final StreamListener listener;

  @GuardedBy("this")
  private final List<MessageBody> unflushed = new ArrayList<>();

  @GuardedBy("this")
  private final List<MessageBody> sent = new ArrayList<>();

  @GuardedBy("this")
  private boolean writable = true;

  @GuardedBy("this")
  private boolean ended;

  @GuardedBy("this")
  private boolean closed;

  InMemoryOutput(StreamListener listener) {
    this.listener = listener;
  }

  /** The pieces that were handed to the network, as the objects that were written. */
  public final synchronized List<MessageBody> sent() {
    return List.copyOf(sent);
  }

  /** All that was handed to the network. */
  public final synchronized byte[] toByteArray() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    sent.forEach(piece -> all.writeBytes(piece.toByteArray()));
    return all.toByteArray();
  }

  /** Takes what was handed to the network since the last time. */
  public final synchronized byte[] take() {
    byte[] bytes = toByteArray();
    sent.clear();
    return bytes;
  }

  /** Whether it was ended as it should end. */
  public final synchronized boolean isEnded() {
    return ended;
  }

  /** Whether it was aborted, or its client has left. */
  public final synchronized boolean isClosed() {
    return closed;
  }

  /** The client takes no more: what is written is kept. */
  public final synchronized void stall() {
    writable = false;
  }

  /** The client goes on to take what it is given. */
  public final void resume() {
    synchronized (this) {
      writable = true;
    }
    listener.onWritable();
  }

  /** The client leaves. */
  public final void clientLeaves() {
    synchronized (this) {
      if (ended || closed) {
        return;
      }
      closed = true;
    }
    listener.onClosed();
  }

  @Override
  public final synchronized void write(MessageBody piece) {
    if (!ended && !closed && piece.size() > 0) {
      unflushed.add(piece);
    }
  }

  @Override
  public final synchronized void flush() {
    sent.addAll(unflushed);
    unflushed.clear();
  }

  @Override
  public final synchronized boolean isWritable() {
    return writable && !ended && !closed;
  }

  @Override
  public final synchronized void end() {
    flush();
    ended = !closed;
  }

  @Override
  public final synchronized void abort() {
    closed = true;
  }
}
