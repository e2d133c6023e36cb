package org.pushrelay.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Gives bytes to TLS in pieces, as fast as the client takes them. Netty's handler of TLS encrypts
 * all that it is given at the next flush, into memory of each client's own, and counts nothing of
 * it before; here what waits is still the buffer that many clients share. While something waits,
 * the channel is not writable, as it would be in clear text. In front of the handler of TLS; on the
 * channel's event loop only.
 */
final class PacedTls extends ChannelDuplexHandler {
  /** How much is encrypted at once: a few records. */
  private static final int PIECE = 32 * 1024;

  /** How much may be on its way behind TLS, beside what is not flushed yet. */
  private static final int WINDOW = 2 * PIECE;

  /** The bit of {@link ChannelOutboundBuffer#setUserDefinedWritability} that is ours. */
  private static final int WRITABILITY = 31;

  private record Waiting(ByteBuf bytes, ChannelPromise promise) {}

  private final Deque<Waiting> waiting = new ArrayDeque<>(1);

  private long waitingBytes;

  /** Bytes of pieces that were encrypted and are not sent yet. */
  private int underWay;

  /** Bytes that went on and were not flushed yet. */
  private int unflushed;

  private boolean draining;

  /** Bytes that wait here. */
  long waitingBytes() {
    return waitingBytes;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (!(message instanceof ByteBuf bytes)) {
      context.write(message, promise);
      return;
    }
    int size = bytes.readableBytes();
    if (waiting.isEmpty() && unflushed + size <= PIECE && context.channel().isWritable()) {
      unflushed += size;
      context.write(bytes, promise);
      return;
    }
    waiting.add(new Waiting(bytes, promise));
    waitingBytes += size;
    setWritable(context, false);
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    unflushed = 0;
    context.flush();
    drain(context);
  }

  /** Sends pieces until so many are under way that the client has to take some first. */
  private void drain(ChannelHandlerContext context) {
    if (draining) {
      return;
    }
    draining = true;
    try {
      while (!waiting.isEmpty() && underWay < WINDOW) {
        sendPiece(context, waiting.element());
        context.flush();
      }
    } finally {
      draining = false;
    }
    if (waiting.isEmpty()) {
      setWritable(context, true);
    }
  }

  private void sendPiece(ChannelHandlerContext context, Waiting first) {
    int left = first.bytes().readableBytes();
    int size = Math.min(left, PIECE);
    boolean last = size == left;
    ByteBuf piece = last ? first.bytes() : first.bytes().readRetainedSlice(size);
    if (last) {
      waiting.remove();
    }
    waitingBytes -= size;
    underWay += size;
    context
        .write(piece)
        .addListener(
            (ChannelFuture sent) -> {
              underWay -= size;
              if (last || !sent.isSuccess()) {
                complete(first.promise(), sent);
              }
              drain(context);
            });
  }

  private static void complete(ChannelPromise promise, ChannelFuture sent) {
    if (sent.isSuccess()) {
      promise.trySuccess();
    } else {
      promise.tryFailure(sent.cause());
    }
  }

  private static void setWritable(ChannelHandlerContext context, boolean writable) {
    ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
    if (buffer != null) {
      buffer.setUserDefinedWritability(WRITABILITY, writable);
    }
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    dropWaiting();
    context.close(promise);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    dropWaiting();
    context.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    dropWaiting();
  }

  private void dropWaiting() {
    for (Waiting one = waiting.poll(); one != null; one = waiting.poll()) {
      waitingBytes -= one.bytes().readableBytes();
      ReferenceCountUtil.release(one.bytes());
      one.promise().tryFailure(new ClosedChannelException());
    }
  }
}
