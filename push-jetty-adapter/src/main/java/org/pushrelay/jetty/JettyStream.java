package org.pushrelay.jetty;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.BufferBudget;
import org.pushrelay.transport.StreamListener;
import org.pushrelay.transport.spi.QueuedStream;

/**
 * A response that goes on. Through Jetty's response each piece is one write, and of a chunk the
 * last line end goes out with the next chunk only. Where no wrapper stands between that response
 * and the connection, the chunks are written here instead, whole, and as many as wait at once:
 * Jetty still writes the head before them, and the last chunk.
 */
final class JettyStream extends QueuedStream {
  private static final int PIECES_AT_ONCE = 64;

  private final Response response;
  private final Callback callback;
  private final EndPoint endPoint;
  private final Callback written =
      Callback.from(InvocationType.NON_BLOCKING, this::sent, this::failed);

  /** Null where Jetty itself tells that a client leaves. */
  private final @Nullable DisconnectDetector watch;

  private final boolean ownChunks;
  private boolean headWritten;

  /**
   * A stream.
   *
   * @param ownChunks whether the chunks are written here
   */
  JettyStream(
      Request request,
      Response response,
      Callback callback,
      @Nullable DisconnectDetector watch,
      StreamListener listener,
      boolean ownChunks,
      BufferBudget budget) {
    super(listener, request.getComponents().getExecutor(), ownChunks ? PIECES_AT_ONCE : 1, budget);
    this.ownChunks = ownChunks;
    this.response = response;
    this.callback = callback;
    this.endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    this.watch = watch;
  }

  /** Known from elsewhere than from a write. */
  void clientLeft(Throwable cause) {
    failed(cause);
  }

  /**
   * Nothing has come or gone for long: silence is not a failure, but a client that takes nothing of
   * what it is sent is gone. Of what Jetty writes, it sees that itself.
   */
  void isSilent(TimeoutException timeout) {
    if (ownChunks && isUnderWay()) {
      failed(timeout);
    }
  }

  @Override
  protected void send(List<MessageBody> pieces) {
    if (!ownChunks) {
      write(pieces, written);
    } else if (headWritten) {
      writeChunks(pieces);
    } else {
      headWritten = true;
      Callback then =
          Callback.from(InvocationType.NON_BLOCKING, () -> writeChunks(pieces), this::failed);
      write(List.of(), pieces.isEmpty() ? written : then);
    }
  }

  private void writeChunks(List<MessageBody> pieces) {
    ByteBuffer[] bytes = new ByteBuffer[2 * pieces.size() + 1];
    String lineEnd = "";
    for (int i = 0; i < pieces.size(); i++) {
      String size = Integer.toHexString(pieces.get(i).size());
      bytes[2 * i] = BufferUtil.toBuffer(lineEnd + size + "\r\n");
      bytes[2 * i + 1] = pieces.get(i).asByteBuffer();
      lineEnd = "\r\n";
    }
    bytes[2 * pieces.size()] = BufferUtil.toBuffer(lineEnd);
    endPoint.write(written, bytes);
  }

  private void write(List<MessageBody> pieces, Callback then) {
    ByteBuffer piece = pieces.isEmpty() ? BufferUtil.EMPTY_BUFFER : pieces.get(0).asByteBuffer();
    try {
      response.write(false, piece, then);
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  @Override
  protected void finish() {
    if (watch == null) {
      writeLast(true);
    } else {
      watch.stop(this::writeLast);
    }
  }

  /** What the client sent meanwhile may be lost: then its connection has to end. */
  private void writeLast(boolean whole) {
    PushEndPoint socket = PushEndPoint.below(endPoint);
    if (socket != null && watch != null) {
      socket.respondsToHeld();
    }
    Callback over =
        Callback.from(InvocationType.NON_BLOCKING, () -> complete(whole), callback::failed);
    try {
      response.write(true, BufferUtil.EMPTY_BUFFER, over);
    } catch (RuntimeException e) {
      // no other code would end Jetty's exchange
      callback.failed(e);
    }
  }

  private void complete(boolean whole) {
    if (!whole) {
      endPoint.close();
    }
    callback.succeeded();
  }

  @Override
  protected void breakOff(Throwable cause) {
    if (watch != null) {
      endPoint.close();
    }
    // Jetty warns of a failure with its stack trace, unless it is a quiet one
    callback.failed(new EofException(cause));
  }
}
