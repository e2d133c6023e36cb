package org.pushrelay.jetty;

import java.io.IOException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.pushrelay.transport.BodyListener;
import org.pushrelay.transport.BufferBudget;
import org.pushrelay.transport.spi.BodyCollector;

/** Reads a request's body piece by piece, as it arrives. */
final class JettyRequestBody implements Runnable {
  private final Request request;
  private final BodyCollector collector;
  private final BodyListener listener;

  /** How many bytes have been announced and are still to come; negative if that is not known. */
  private long left;

  JettyRequestBody(Request request, long maxBytes, BufferBudget budget, BodyListener listener) {
    this.request = request;
    this.collector = new BodyCollector(maxBytes, budget);
    this.listener = listener;
    this.left = Http2Framing.isHttp2(request) ? request.getLength() : -1;
  }

  void read() {
    if (collector.admits(request.getLength())) {
      run();
    } else {
      collector.refuse(listener);
    }
  }

  /** The request is answered, or its client has left. */
  void release() {
    collector.release();
  }

  /** Takes what has arrived; Jetty runs it again when there is more. */
  @Override
  public void run() {
    while (true) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(this);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        collector.release();
        listener.onFailure(chunk.getFailure());
        return;
      }
      boolean last = chunk.isLast();
      if (left >= 0) {
        left -= chunk.remaining();
        if (left < 0 || (last && left > 0)) {
          chunk.release();
          collector.release();
          listener.onFailure(new IOException("the body has another length than was announced"));
          return;
        }
      }
      if (!take(chunk)) {
        collector.refuse(listener);
        return;
      }
      if (last) {
        listener.onBody(collector.toBody());
        return;
      }
    }
  }

  private boolean take(Content.Chunk chunk) {
    try {
      return collector.add(chunk.getByteBuffer());
    } finally {
      chunk.release();
    }
  }
}
