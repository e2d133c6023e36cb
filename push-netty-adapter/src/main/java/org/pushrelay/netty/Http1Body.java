package org.pushrelay.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * The body of a connection's present request: as it comes behind a plain head, or by way of the
 * decoder that has read the head. On the event loop only.
 */
final class Http1Body {
  private final Channel channel;

  /** Reads the present request; null if its head was a plain one, or if there is none. */
  private @Nullable StepDecoder decoder;

  /** How much of it is still to come; negative if that is not known. */
  private long left;

  Http1Body(Channel channel) {
    this.channel = channel;
  }

  long left() {
    return left;
  }

  boolean isOver() {
    return left == 0;
  }

  boolean isDecoded() {
    return decoder != null;
  }

  /** A plain head has been read. */
  void begin(long length) {
    left = length;
  }

  /** A head is to be decoded, and what follows. */
  void decode(ConnectionLimits limits) {
    decoder = new StepDecoder(limits);
  }

  /** A head has been decoded. */
  void begin(HttpRequest request, ByteBuf in) {
    left =
        HttpUtil.isTransferEncodingChunked(request) ? -1 : HttpUtil.getContentLength(request, 0L);
    if (left == 0) {
      ReferenceCountUtil.release(next(in));
      decoder = null;
    }
  }

  /** Whether a head that is to be decoded begins with a line that is not a request's. */
  boolean hasBadLine(ByteBuf in) {
    return decoder != null && decoder.hasBadLine(in);
  }

  /** The next part that is decoded; the caller's to release. Null if it is not there. */
  @Nullable HttpObject next(ByteBuf in) {
    StepDecoder present = decoder;
    if (present == null) {
      return null;
    }
    try {
      return present.next(channel.pipeline().lastContext(), in);
    } catch (Exception e) {
      throw new DecoderException(e);
    }
  }

  /** Whether a part of it waits that takes no more bytes: that it is malformed, for example. */
  boolean hasPart() {
    return decoder != null && decoder.hasPart();
  }

  /** Leaves the rest of the body unread. */
  void giveUp() {
    left = 0;
    decoder = null;
  }

  /** Goes past a part of a body whose request was answered before. */
  void pass(HttpObject part) {
    ReferenceCountUtil.release(part);
    if (part instanceof LastHttpContent) {
      decoder = null;
    }
  }

  /** Skips the rest of the body, which no endpoint wants; returns false if it is not all there. */
  boolean skip(@Nullable ByteBuf in) {
    if (left == 0) {
      return true;
    }
    if (in == null || decoder != null || left > in.readableBytes()) {
      return false;
    }
    in.skipBytes((int) left);
    left = 0;
    return true;
  }

  /** Reads what has come along with a plain head, if that is all. */
  void readIfWhole(Http1Exchange present, ByteBuf in) {
    if (left > 0 && left <= in.readableBytes() && decoder == null) {
      readPlain(present, in);
    }
  }

  /** Reads a piece; false if none is there. */
  boolean read(Http1Connection connection, Http1Exchange present, ByteBuf in) {
    if (left == 0) {
      return false;
    }
    if (decoder == null) {
      readPlain(present, in);
      return true;
    }
    HttpObject part = next(in);
    if (part == null) {
      return false;
    }
    try {
      return take(connection, present, (HttpContent) part);
    } finally {
      ReferenceCountUtil.release(part);
    }
  }

  private void readPlain(Http1Exchange present, ByteBuf in) {
    int size = (int) Math.min(left, in.readableBytes());
    left -= size;
    BodyReader reader = present.body();
    if (reader == null) {
      in.skipBytes(size);
      return;
    }
    reader.add(in.readSlice(size));
    notifyIfComplete(present);
  }

  private boolean take(Http1Connection connection, Http1Exchange present, HttpContent part) {
    BodyReader reader = present.body();
    if (part.decoderResult().isFailure()) {
      Throwable cause = part.decoderResult().cause();
      if (reader == null || reader.isTold()) {
        connection.refuseBody(present, cause);
      } else {
        reader.fail(cause);
      }
      return false;
    }
    if (part instanceof LastHttpContent) {
      giveUp();
    }
    if (reader != null) {
      reader.add(part.content());
      notifyIfComplete(present);
    }
    return true;
  }

  /** One that has no bytes is over at once. */
  void notifyIfComplete(Http1Exchange present) {
    BodyReader reader = present.body();
    if (left == 0 && reader != null) {
      reader.end();
    }
  }
}
