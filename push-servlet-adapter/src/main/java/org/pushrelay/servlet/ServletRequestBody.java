package org.pushrelay.servlet;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.BodyListener;
import org.pushrelay.transport.BufferBudget;
import org.pushrelay.transport.spi.BodyCollector;

/**
 * A request's body, read without blocking as it arrives. It is listened to from the start, whether
 * an endpoint wants it or not: a container that has to discard a body without a listener may block
 * for it.
 *
 * <p>The container calls one thread at a time, and not before the endpoint has had the request.
 */
final class ServletRequestBody implements ReadListener {
  private static final int PIECE = 16 * 1024;

  /** The number of bytes that are read of an unwanted body, for the sake of the connection. */
  private static final int DISCARDED_AT_MOST = 1 << 20;

  private final ServletInputStream in;
  private final boolean chunked;

  /** Whether only reading tells if there is one, as it may be since HTTP/2. */
  private final boolean unframed;

  private final long announced;
  private final Runnable whenOver;
  private final Consumer<Throwable> whenBroken;

  /** The thread that answers looks whether the body was read to its end. */
  private volatile boolean finished;

  private @Nullable BodyCollector collector;

  /** What was or is being collected, as long as it is counted. */
  private volatile @Nullable BodyCollector counted;

  private @Nullable BodyListener listener;
  private byte @Nullable [] piece;
  private int discarded;

  /**
   * @param whenOver is called when an unwanted body was read, to its end or to the limit
   * @param whenBroken is called with the reason why an unwanted body was not read
   */
  ServletRequestBody(HttpServletRequest request, Runnable whenOver, Consumer<Throwable> whenBroken)
      throws IOException {
    this.in = request.getInputStream();
    this.announced = request.getContentLengthLong();
    this.chunked = request.getHeader("Transfer-Encoding") != null;
    this.unframed = announced < 0 && !request.getProtocol().startsWith("HTTP/1.");
    // RFC 9112, 6.3
    this.finished = !chunked && announced <= 0;
    this.whenOver = whenOver;
    this.whenBroken = whenBroken;
  }

  /**
   * Begins to listen if there certainly is a body; in the container's thread, after the exchange
   * has become asynchronous.
   */
  void open() {
    if (!finished) {
      in.setReadListener(this);
    }
  }

  /** Whether there is nothing left of it on the connection. */
  boolean isFinished() {
    return finished;
  }

  /** Whether it comes in chunks on an HTTP/1.1 connection. */
  boolean isChunked() {
    return chunked;
  }

  void read(long maxBytes, BodyListener reader) {
    BodyCollector fresh = new BodyCollector(maxBytes, BufferBudget.shared());
    counted = fresh;
    if (!fresh.admits(announced)) {
      fresh.refuse(reader);
    } else if (finished && !unframed) {
      reader.onBody(MessageBody.empty());
    } else {
      collector = fresh;
      listener = reader;
      if (unframed) {
        finished = false;
        in.setReadListener(this);
      }
    }
  }

  @Override
  public void onDataAvailable() throws IOException {
    if (piece == null) {
      piece = new byte[announced > 0 ? (int) Math.min(announced, PIECE) : PIECE];
    }
    while (in.isReady()) {
      int length = in.read(piece);
      if (length < 0 || !take(ByteBuffer.wrap(piece, 0, length))) {
        return;
      }
    }
  }

  /** Whether to go on. */
  private boolean take(ByteBuffer part) {
    if (collector == null) {
      discarded += part.remaining();
      if (discarded >= DISCARDED_AT_MOST) {
        whenOver.run();
        return false;
      }
      return true;
    }
    if (!collector.add(part)) {
      BodyCollector full = collector;
      BodyListener reader = give();
      if (reader != null) {
        full.refuse(reader);
      }
    }
    return true;
  }

  @Override
  public void onAllDataRead() {
    BodyCollector whole = collector;
    BodyListener reader = give();
    if (reader == null || whole == null) {
      finished = true;
      whenOver.run();
      return;
    }
    MessageBody body = whole.toBody();
    if (announced >= 0 && body.size() != announced) {
      reader.onFailure(
          new EOFException("the body ended after " + body.size() + " of " + announced + " bytes"));
      return;
    }
    finished = true;
    reader.onBody(body);
  }

  @Override
  public void onError(Throwable cause) {
    BodyListener reader = give();
    if (reader == null) {
      whenBroken.accept(cause);
    } else {
      reader.onFailure(cause);
    }
  }

  /** The request is answered, or its client has left. Safe from any thread. */
  void release() {
    BodyCollector read = counted;
    if (read != null) {
      read.release();
    }
  }

  /** The listener, who is told only once. */
  private @Nullable BodyListener give() {
    BodyListener reader = listener;
    listener = null;
    collector = null;
    return reader;
  }
}
