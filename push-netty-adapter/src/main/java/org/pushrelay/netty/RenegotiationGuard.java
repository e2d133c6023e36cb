package org.pushrelay.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;

/**
 * Closes a connection whose client begins a second handshake, which TLS 1.2 allows (RFC 5246,
 * 7.4.1.2) and which costs the server far more than the client. Sees the records in front of the
 * handler of TLS, and leaves the pipeline where TLS 1.3 was agreed on, which has no renegotiation.
 * On the channel's event loop only.
 */
final class RenegotiationGuard extends ChannelInboundHandlerAdapter {
  /** The content type of a record, as two bytes of version and two of length follow it. */
  private static final int HANDSHAKE = 22;

  private static final int HEADER = 5;
  private static final String TLS_1_3 = "TLSv1.3";

  /** How many bytes of the present record's header have come. */
  private int header;

  /** How many bytes of the present record are still to come, once its header is there. */
  private int left;

  private boolean established;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!established && isEstablished(context)) {
      established = true;
      SslHandler tls = context.pipeline().get(SslHandler.class);
      if (tls.engine().getSession().getProtocol().equals(TLS_1_3)) {
        context.fireChannelRead(message);
        context.pipeline().remove(this);
        return;
      }
    }
    if (message instanceof ByteBuf bytes && beginsHandshake(bytes) && established) {
      ReferenceCountUtil.release(message);
      context.close();
    } else {
      context.fireChannelRead(message);
    }
  }

  private static boolean isEstablished(ChannelHandlerContext context) {
    SslHandler tls = context.pipeline().get(SslHandler.class);
    return tls != null && tls.handshakeFuture().isSuccess();
  }

  /** Goes over the records, and says whether one of a handshake begins in these bytes. */
  private boolean beginsHandshake(ByteBuf bytes) {
    boolean found = false;
    int end = bytes.writerIndex();
    int at = bytes.readerIndex();
    while (at < end) {
      if (header == HEADER) {
        int step = Math.min(left, end - at);
        at += step;
        left -= step;
      } else {
        int b = bytes.getUnsignedByte(at++);
        found |= header == 0 && b == HANDSHAKE;
        // all but the last two shift out
        left = (left << 8 | b) & 0xffff;
        header++;
      }
      if (header == HEADER && left == 0) {
        header = 0;
      }
    }
    return found;
  }
}
