package org.pushrelay.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.PushResponse;

/**
 * Writes one response as fast as the container takes it, and never waits. All of it, the head too,
 * is written when the container calls: so it cannot fall into the middle of the container's own
 * handling of an error.
 */
final class ServletResponseWriter implements WriteListener {
  /** A container copies what it cannot send at once, up to one piece for each client. */
  private static final int PIECE = 32 * 1024;

  /** Is told once how it went; after that, nothing is touched any more. */
  interface Outcome {
    void written();

    void failed(Throwable cause);
  }

  private final HttpServletResponse response;
  private final PushResponse answer;
  private final boolean closes;
  private final Outcome outcome;

  private boolean headWritten;
  private int position;
  private boolean flushed;

  /**
   * @param closes whether to ask for the end of the connection
   */
  ServletResponseWriter(
      HttpServletResponse response, PushResponse answer, boolean closes, Outcome outcome) {
    this.response = response;
    this.answer = answer;
    this.closes = closes;
    this.outcome = outcome;
  }

  /** Writes the response; from any thread. */
  void start() {
    try {
      response.getOutputStream().setWriteListener(this);
    } catch (IOException | RuntimeException e) {
      // what a container throws if it has just given the exchange up
      outcome.failed(e);
    }
  }

  /** Writes the head only, for a HEAD request; from any thread. */
  void startHead() {
    try {
      writeHead();
      // Tomcat's HTTP/2 ends an asynchronous answer to HEAD before its head, unless that is out
      // already
      response.flushBuffer();
    } catch (IOException | RuntimeException e) {
      outcome.failed(e);
      return;
    }
    outcome.written();
  }

  @Override
  public void onWritePossible() {
    boolean whole;
    try {
      whole = write();
    } catch (IOException | RuntimeException e) {
      outcome.failed(e);
      return;
    }
    if (whole) {
      outcome.written();
    }
  }

  private boolean write() throws IOException {
    writeHead();
    ServletOutputStream out = response.getOutputStream();
    while (out.isReady()) {
      if (position < answer.body().size()) {
        writePiece(out);
      } else if (!flushed) {
        // or the container would send what it has buffered when the exchange is completed, and
        // might block
        flushed = true;
        out.flush();
      } else {
        return true;
      }
    }
    return false;
  }

  private void writeHead() {
    if (headWritten) {
      return;
    }
    headWritten = true;
    ServletHead.write(answer, closes, response);
    if (answer.status() != 304 && answer.status() != 204) {
      response.setContentLengthLong(answer.body().size());
    }
  }

  private void writePiece(ServletOutputStream out) throws IOException {
    MessageBody body = answer.body();
    int size = Math.min(PIECE, body.size() - position);
    int start = position;
    position += size;
    body.writeTo(out, start, size);
  }

  @Override
  public void onError(Throwable cause) {
    outcome.failed(cause);
  }
}
