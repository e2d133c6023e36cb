package org.pushrelay.jetty;

import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of requests over HTTP/2 that say how long a body is. Jetty takes them as they
 * come; a server has to treat a request as malformed that has a transfer coding, or another length
 * than its frames (RFC 9113, 8.1.1 and 8.2.2).
 */
final class Http2Framing {
  private Http2Framing() {}

  /**
   * A request whose framing is right as far as it is known; its body's length is checked when it is
   * read.
   *
   * @return the request to go on with; null if it is malformed
   */
  static @Nullable Request checked(Request request) {
    if (!isHttp2(request)) {
      return request;
    }
    if (request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)) {
      return null;
    }
    if (!request.getHeaders().contains(HttpHeader.CONTENT_LENGTH)) {
      return request;
    }
    List<String> lengths = request.getHeaders().getValuesList(HttpHeader.CONTENT_LENGTH);
    if (lengths.size() != 1 || !isNumber(lengths.get(0))) {
      return null;
    }
    return request.getLength() == 0 ? request : withBody(request);
  }

  static boolean isHttp2(Request request) {
    return request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2;
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** Null if the request ended with its head, although a body is announced. */
  private static @Nullable Request withBody(Request request) {
    Content.Chunk first = request.read();
    if (first == null) {
      return request;
    }
    boolean ends = first.isLast() && !first.hasRemaining() && !Content.Chunk.isFailure(first);
    if (ends) {
      first.release();
      return null;
    }
    return new Begun(request, first);
  }

  /** A request whose first piece has been read already. */
  private static final class Begun extends Request.Wrapper {
    private Content.@Nullable Chunk first;

    Begun(Request request, Content.Chunk first) {
      super(request);
      this.first = first;
    }

    @Override
    public Content.Chunk read() {
      Content.Chunk chunk = first;
      first = null;
      return chunk == null ? super.read() : chunk;
    }

    @Override
    public void demand(Runnable task) {
      if (first == null) {
        super.demand(task);
      } else {
        task.run();
      }
    }
  }
}
