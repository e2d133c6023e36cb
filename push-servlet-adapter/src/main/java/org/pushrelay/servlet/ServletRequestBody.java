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
import org.pushrelay.transport.BodyCollector;
import org.pushrelay.transport.BodyListener;

/**
 * A request's body, read without blocking as it arrives. It is listened to from the start, whether
 * an endpoint wants it or not: a container that has to get rid of a body which nobody listens to
 * may block for it.
 *
 * <p>The container calls one thread at a time, and not before the endpoint has had the request.
 */
final class ServletRequestBody implements ReadListener {
  private static final int PIECE = 16 * 1024;

  /** So much of a body that nobody wants is read for the sake of the connection. */
  private static final int DISCARDED_AT_MOST = 1 << 20;

  private final ServletInputStream in;
  private final boolean chunked;
  private final boolean present;
  private final long announced;
  private final Runnable whenEnded;
  private final Consumer<Throwable> whenBroken;

  /** The thread that answers looks whether the body was read to its end. */
  private volatile boolean finished;

  private @Nullable BodyCollector collector;
  private @Nullable BodyListener listener;
  private byte @Nullable [] piece;
  private int discarded;

  /**
   * @param whenEnded is told when a body that nobody wants was read to its end
   * @param whenBroken is told why one was not
   */
  ServletRequestBody(HttpServletRequest request, Runnable whenEnded, Consumer<Throwable> whenBroken)
      throws IOException {
    this.in = request.getInputStream();
    this.announced = request.getContentLengthLong();
    this.chunked = request.getHeader("Transfer-Encoding") != null;
    // RFC 9112, 6.3; in later versions of HTTP only reading tells
    this.present =
        chunked || announced > 0 || (announced < 0 && !request.getProtocol().startsWith("HTTP/1."));
    this.finished = !present;
    this.whenEnded = whenEnded;
    this.whenBroken = whenBroken;
  }

  /** Begins to listen; in the container's thread, after the exchange has become asynchronous. */
  void open() {
    if (present) {
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
    BodyCollector fresh = new BodyCollector(maxBytes);
    if (!fresh.admits(announced)) {
      reader.onTooLarge();
    } else if (present) {
      collector = fresh;
      listener = reader;
    } else {
      reader.onBody(MessageBody.empty());
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
      return discarded < DISCARDED_AT_MOST;
    }
    if (!collector.add(part)) {
      BodyListener reader = give();
      if (reader != null) {
        reader.onTooLarge();
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
      whenEnded.run();
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

  /** The listener, who is told only once. */
  private @Nullable BodyListener give() {
    BodyListener reader = listener;
    listener = null;
    collector = null;
    return reader;
  }
}
