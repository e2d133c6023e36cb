package org.pushrelay.jetty;

import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.QueuedStream;
import org.pushrelay.transport.StreamListener;

/** An answer that goes on, through Jetty's response: each piece is one write. */
final class JettyStream extends QueuedStream {
  private final Response response;
  private final Callback callback;
  private final EndPoint endPoint;
  private final Callback written =
      Callback.from(InvocationType.NON_BLOCKING, this::sent, this::failed);

  /** Null where Jetty itself tells that a client leaves. */
  private final @Nullable ClientWatch watch;

  JettyStream(
      Request request,
      Response response,
      Callback callback,
      @Nullable ClientWatch watch,
      StreamListener listener) {
    super(listener, request.getComponents().getExecutor(), 1);
    this.response = response;
    this.callback = callback;
    this.endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    this.watch = watch;
  }

  /** Known from elsewhere than from a write. */
  void clientLeft(Throwable cause) {
    failed(cause);
  }

  @Override
  protected void send(List<MessageBody> pieces) {
    ByteBuffer piece = pieces.isEmpty() ? BufferUtil.EMPTY_BUFFER : pieces.get(0).asByteBuffer();
    try {
      response.write(false, piece, written);
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
      socket.answersHeld();
    }
    Callback over =
        Callback.from(InvocationType.NON_BLOCKING, () -> complete(whole), callback::failed);
    try {
      response.write(true, BufferUtil.EMPTY_BUFFER, over);
    } catch (RuntimeException e) {
      // nobody else would end Jetty's exchange
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
