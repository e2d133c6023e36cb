package org.pushrelay.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.Upgrade;
import org.pushrelay.transport.UpgradeListener;

/**
 * A connection that has left HTTP, without a network: its client sends what a test wants. Safe from
 * any thread; one thread at a time is the client.
 */
public final class InMemoryUpgrade extends InMemoryOutput implements Upgrade {
  private final List<Header> headers;
  private final UpgradeListener listener;

  @GuardedBy("this")
  private boolean reading = true;

  InMemoryUpgrade(List<Header> headers, UpgradeListener listener) {
    super(listener);
    this.headers = List.copyOf(headers);
    this.listener = listener;
  }

  /** The header fields of the response 101. */
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
    if (!isEnded() && !isClosed()) {
      listener.onBytes(ByteBuffer.wrap(bytes.clone()));
    }
  }

  /** Whether what the client sends is read. */
  public synchronized boolean isReading() {
    return reading;
  }

  @Override
  public synchronized void setReading(boolean value) {
    reading = value;
  }
}
