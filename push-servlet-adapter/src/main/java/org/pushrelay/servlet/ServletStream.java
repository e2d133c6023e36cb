package org.pushrelay.servlet;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.BufferBudget;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.StreamListener;
import org.pushrelay.transport.spi.QueuedStream;

/** A response that goes on in a servlet container, which frames and buffers it in its own way. */
final class ServletStream extends QueuedStream {
  private static final int PIECES_AT_ONCE = 64;

  private final ServletResponseWriter.Outcome outcome;
  private final PieceWriter writer;
  private boolean begun;

  /**
   * @param closes whether the response ends with the connection
   * @param outcome is told once how it ended; after that, nothing is touched any more
   */
  ServletStream(
      HttpServletResponse response,
      PushResponse head,
      boolean closes,
      StreamListener listener,
      ServletResponseWriter.Outcome outcome)
      throws IOException {
    super(listener, ListenerExecutor.EXECUTOR, PIECES_AT_ONCE, BufferBudget.shared());
    this.outcome = outcome;
    this.writer =
        new PieceWriter(
            response.getOutputStream(),
            () -> ServletHead.write(head, closes, response),
            this::sent,
            this::failed);
  }

  @Override
  protected void send(List<MessageBody> pieces) {
    if (begun) {
      writer.write(pieces);
    } else {
      begun = true;
      writer.begin(pieces);
    }
  }

  @Override
  protected void finish() {
    writer.stop(outcome::written);
  }

  /** The Servlet API has no way to break a connection off but not to go on. */
  @Override
  protected void breakOff(Throwable cause) {
    writer.stop(() -> outcome.failed(cause));
  }

  /** The container ends the exchange when this has returned; in its thread. */
  void release() {
    writer.release();
  }

  /** Known from elsewhere than from a write. */
  void clientLeft(Throwable cause) {
    failed(cause);
  }
}
