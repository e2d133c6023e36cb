package org.pushrelay.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.Upgrade;
import org.pushrelay.transport.UpgradeListener;

/**
 * A connection that has left HTTP, without a network: it remembers what was written, and its client
 * sends what a test wants. Its client can stop to take what it is given, and can leave. Safe from
 * any thread; one thread at a time is the client.
 */
public final class InMemoryUpgrade implements Upgrade {
  private final List<Header> headers;
  private final UpgradeListener listener;

  @GuardedBy("this")
  private final ByteArrayOutputStream unflushed = new ByteArrayOutputStream();

  @GuardedBy("this")
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

  @GuardedBy("this")
  private boolean writable = true;

  @GuardedBy("this")
  private boolean reading = true;

  @GuardedBy("this")
  private boolean ended;

  @GuardedBy("this")
  private boolean closed;

  InMemoryUpgrade(List<Header> headers, UpgradeListener listener) {
    this.headers = List.copyOf(headers);
    this.listener = listener;
  }

  /** The header fields of the answer 101. */
  public List<Header> headers() {
    return headers;
  }

  /** The value of the first header of that name, given in any case. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(h -> h.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  /** The client sends bytes; they are lost if the connection has ended. */
  public void send(byte[] bytes) {
    synchronized (this) {
      if (ended || closed) {
        return;
      }
    }
    listener.onBytes(ByteBuffer.wrap(bytes.clone()));
  }

  /** Takes what was handed to the network since the last time. */
  public synchronized byte[] take() {
    byte[] bytes = sent.toByteArray();
    sent.reset();
    return bytes;
  }

  /** Whether it was ended as it should end. */
  public synchronized boolean isEnded() {
    return ended;
  }

  /** Whether it was aborted, or its client has left. */
  public synchronized boolean isClosed() {
    return closed;
  }

  /** Whether what the client sends is read. */
  public synchronized boolean isReading() {
    return reading;
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
    if (!ended && !closed) {
      unflushed.writeBytes(piece.toByteArray());
    }
  }

  @Override
  public synchronized void flush() {
    sent.writeBytes(unflushed.toByteArray());
    unflushed.reset();
  }

  @Override
  public synchronized boolean isWritable() {
    return writable && !ended && !closed;
  }

  @Override
  public synchronized void setReading(boolean value) {
    reading = value;
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
