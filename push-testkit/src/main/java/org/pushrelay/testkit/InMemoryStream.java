package org.pushrelay.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseStream;
import org.pushrelay.transport.StreamListener;

/**
 * A stream without a network: it remembers what was written. Its client can stop to take what it is
 * given, and can leave. Safe from any thread.
 */
public final class InMemoryStream implements ResponseStream {
  private final PushResponse head;
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

  InMemoryStream(PushResponse head, StreamListener listener) {
    this.head = head;
    this.listener = listener;
    if (head.body().size() > 0) {
      sent.add(head.body());
    }
  }

  /** The head it began with. */
  public PushResponse head() {
    return head;
  }

  /** The pieces that were handed to the network. */
  public synchronized List<String> pieces() {
    return sent.stream().map(MessageBody::utf8).toList();
  }

  /** All that was handed to the network, as one text. */
  public String text() {
    return String.join("", pieces());
  }

  /** All that was handed to the network. */
  public synchronized byte[] toByteArray() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    sent.forEach(piece -> all.writeBytes(piece.toByteArray()));
    return all.toByteArray();
  }

  /** Whether it was ended as it should end. */
  public synchronized boolean isEnded() {
    return ended;
  }

  /** Whether it was aborted, or its client has left. */
  public synchronized boolean isClosed() {
    return closed;
  }

  /** The client takes no more: what is written is kept. */
  public synchronized void stall() {
    writable = false;
  }

  /** The client goes on to take what it is given. */
  public void goOn() {
    synchronized (this) {
      writable = true;
    }
    listener.onWritable();
  }

  /** The client leaves. */
  public void clientLeaves() {
    synchronized (this) {
      if (ended || closed) {
        return;
      }
      closed = true;
    }
    listener.onClosed();
  }

  @Override
  public synchronized void write(MessageBody piece) {
    if (!ended && !closed && piece.size() > 0) {
      unflushed.add(piece);
    }
  }

  @Override
  public synchronized void flush() {
    sent.addAll(unflushed);
    unflushed.clear();
  }

  @Override
  public synchronized boolean isWritable() {
    return writable && !ended && !closed;
  }

  @Override
  public synchronized void end() {
    flush();
    ended = !closed;
  }

  @Override
  public synchronized void abort() {
    closed = true;
  }
}
