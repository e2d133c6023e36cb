package org.pushrelay.servlet;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.WebConnection;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.BufferBudget;
import org.pushrelay.transport.Upgrade;
import org.pushrelay.transport.UpgradeListener;
import org.pushrelay.transport.spi.QueuedStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection of a container that has left HTTP, or is about to: what is written before it has
 * waits with the rest.
 */
final class ServletUpgrade extends QueuedStream implements Upgrade, ReadListener {
  private static final Logger log = LoggerFactory.getLogger(ServletUpgrade.class);
  private static final int PIECES_AT_ONCE = 64;
  private static final int BUFFER = 8192;

  /** So often is read until others who want to call the listener have their turn. */
  private static final int READS_IN_A_ROW = 16;

  private final Container container;
  private final UpgradeListener listener;
  private final Consumer<ServletUpgrade> response;

  @GuardedBy("this")
  private @Nullable Opened opened;

  @GuardedBy("this")
  private boolean wanted = true;

  /** Whether a thread reads, or will read when the container reports that bytes are available. */
  @GuardedBy("this")
  private boolean reading = true;

  /** Nothing is sent any more, or the connection has ended. */
  @GuardedBy("this")
  private boolean over;

  /** What the container has given. */
  private record Opened(WebConnection connection, ServletInputStream in, PieceWriter writer) {}

  /**
   * @param response sends the response 101, and has the container open the connection
   */
  ServletUpgrade(Container container, UpgradeListener listener, Consumer<ServletUpgrade> response) {
    super(listener, ListenerExecutor.EXECUTOR, PIECES_AT_ONCE, BufferBudget.shared());
    this.container = container;
    this.listener = listener;
    this.response = response;
  }

  /** The response is out, and the connection is ours; in a thread of the container's. */
  void opened(WebConnection connection) {
    try {
      ServletOutputStream out = connection.getOutputStream();
      PieceWriter writer =
          new PieceWriter(
              container == Container.UNDERTOW ? new UndertowOutputWorkaround(out) : out,
              () -> {},
              this::sent,
              this::failed);
      ServletInputStream in = connection.getInputStream();
      boolean late;
      synchronized (this) {
        opened = new Opened(connection, in, writer);
        late = over;
      }
      if (late) {
        close(connection);
        return;
      }
      writer.begin(List.of());
      in.setReadListener(this);
    } catch (IOException | RuntimeException e) {
      failed(e);
    }
  }

  /** The container has ended it. */
  void closed() {
    failed(new EOFException("the connection was closed"));
  }

  /** Known from elsewhere than from a write. */
  void clientLeft(Throwable cause) {
    failed(cause);
  }

  private synchronized @Nullable Opened present() {
    return opened;
  }

  @Override
  protected void send(List<MessageBody> pieces) {
    Opened present = present();
    if (present == null) {
      response.accept(this);
    } else {
      present.writer().write(pieces);
    }
  }

  @Override
  protected void finish() {
    endAll();
  }

  @Override
  protected void breakOff(Throwable cause) {
    endAll();
  }

  private void endAll() {
    Opened present;
    synchronized (this) {
      over = true;
      present = opened;
    }
    if (present != null) {
      present.writer().stop(() -> close(present.connection()));
    }
  }

  /** Stream by stream, since to close the connection itself may block. */
  private static void close(WebConnection connection) {
    try {
      connection.getOutputStream().close();
      connection.getInputStream().close();
    } catch (IOException | RuntimeException e) {
      // it has ended in any case
      log.debug("A connection did not close well", e);
    }
  }

  @Override
  public void setReading(boolean value) {
    synchronized (this) {
      wanted = value;
      if (!value || reading || over) {
        return;
      }
      reading = true;
    }
    ListenerExecutor.EXECUTOR.execute(() -> notifyListener(this::read));
  }

  @Override
  public void onDataAvailable() {
    notifyListener(this::read);
  }

  private void read() {
    Opened present = present();
    if (present == null) {
      return;
    }
    try {
      if (readSome(present.in())) {
        ListenerExecutor.EXECUTOR.execute(() -> notifyListener(this::read));
      }
    } catch (IOException | RuntimeException e) {
      failed(e);
    }
  }

  /** Whether there may be more at once. */
  private boolean readSome(ServletInputStream in) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int i = 0; i < READS_IN_A_ROW; i++) {
      if (stops() || !in.isReady()) {
        return false;
      }
      int length = in.read(buffer);
      if (length < 0) {
        onAllDataRead();
        return false;
      }
      if (length > 0) {
        listener.onBytes(ByteBuffer.wrap(buffer, 0, length));
      }
    }
    return true;
  }

  private synchronized boolean stops() {
    reading = wanted && !over;
    return !reading;
  }

  @Override
  public void onAllDataRead() {
    failed(new EOFException("the client has closed its side of the connection"));
  }

  @Override
  public void onError(@Nullable Throwable cause) {
    failed(cause == null ? new IOException("the connection failed") : cause);
  }
}
