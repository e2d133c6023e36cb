package org.pushrelay.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Netty's decoder, asked for one part of a request after another rather than put into the pipeline:
 * so what is pipelined behind a held request stays in bytes until its turn comes, and connections
 * that do not need a decoder have none. It reads one request, strictly, but for {@link
 * BareLineFeedHeads}.
 */
final class StepDecoder extends HttpRequestDecoder {
  private final List<Object> decoded = new ArrayList<>();
  private final int headBytes;
  private boolean headRead;
  private boolean lineRead;

  /**
   * A line of the head was seen to end in CRLF. The decoder may have taken that line out of the
   * bytes, so what is left of the head must not be looked at for bare line feeds as if it began
   * there.
   */
  private boolean endsLinesInCrLf;

  StepDecoder(ConnectionLimits limits) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.headBytes())
            .setMaxHeaderSize(limits.headBytes()));
    this.headBytes = limits.headBytes();
  }

  /**
   * The next part of a request.
   *
   * @param in the bytes that are there; those of the part are taken out
   * @return the caller's to release; null if it is not all there
   */
  @Nullable HttpObject next(ChannelHandlerContext context, ByteBuf in) throws Exception {
    if (!headRead) {
      readHead(context, in);
    } else if (decoded.isEmpty()) {
      read(context, in);
    }
    if (decoded.isEmpty()) {
      return null;
    }
    headRead = true;
    return (HttpObject) decoded.remove(0);
  }

  /** Whether the first line cannot be that of a request. */
  boolean hasBadLine(ByteBuf in) {
    if (lineRead || headRead) {
      return false;
    }
    RequestLine.State state = RequestLine.state(in);
    lineRead = state == RequestLine.State.GOOD;
    return state == RequestLine.State.BAD;
  }

  /** Whether a part has been read along with the one before, so that no more bytes are needed. */
  boolean hasPart() {
    return !decoded.isEmpty();
  }

  private void readHead(ChannelHandlerContext context, ByteBuf in) throws Exception {
    int length = endsLinesInCrLf ? BareLineFeedHeads.NONE : BareLineFeedHeads.headLength(in);
    endsLinesInCrLf = length == BareLineFeedHeads.NONE;
    // The first line and the fields have a limit each; longer ones are refused as they are. Before
    // a
    // line has ended, the decoder gets nothing: it would take control characters off the front.
    long most =
        switch (length) {
          case BareLineFeedHeads.UNDECIDED -> headBytes;
          case BareLineFeedHeads.INCOMPLETE -> 2L * headBytes;
          default -> -1;
        };
    boolean waits = in.readableBytes() <= most;
    if (waits) {
      return;
    }
    if (length <= 0) {
      read(context, in);
      return;
    }
    ByteBuf mended = BareLineFeedHeads.mended(in, length);
    try {
      read(context, mended);
    } finally {
      mended.release();
    }
  }

  private void read(ChannelHandlerContext context, ByteBuf in) throws Exception {
    int before = -1;
    while (decoded.isEmpty() && in.readableBytes() != before) {
      before = in.readableBytes();
      decode(context, in, decoded);
    }
  }

  /**
   * Rejects a body with two lengths, since an intermediary may have read the other one (RFC 9112,
   * 6.3).
   */
  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("Content-Length beside Transfer-Encoding");
  }
}
