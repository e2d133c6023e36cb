package org.pushrelay.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that reads what comes step by step, and keeps in bytes what it is not the turn of;
 * so much of it as is reasonable. While nothing is there, it has no buffer. On its event loop only.
 */
abstract class ReadingConnection extends SendingConnection {
  private static final Logger log = LoggerFactory.getLogger(ReadingConnection.class);

  /** A client that pipelines more than this behind a held request is let go. */
  static final int READ_AHEAD = 64 * 1024;

  /** What has come and was not read; null if that is nothing. */
  private @Nullable ByteBuf unread;

  /** What the client sends is not read any more. */
  private boolean deaf;

  ReadingConnection(PushLoop loop, Channel channel) {
    super(loop, channel);
  }

  /**
   * Reads one part of what has come.
   *
   * @return false if the part is not all there, or if it is not its turn
   */
  abstract boolean step(ByteBuf in);

  /** Whether a step can be made without any more bytes. */
  abstract boolean hasPart();

  /** Whether what comes has to wait for an answer. */
  abstract boolean isHolding();

  /** Begins the time of what the connection does now. */
  abstract void setTime();

  /** What has come and was not read; null if that is nothing. */
  final @Nullable ByteBuf unread() {
    return unread;
  }

  /** What the client sends is not read any more. */
  final void listenNoMore() {
    deaf = true;
  }

  /** What is unread is the caller's from now on, and what comes is not read here any more. */
  final void giveUnreadAway() {
    unread = null;
    deaf = true;
  }

  final void dropUnread() {
    if (unread != null) {
      unread.release();
      unread = null;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf more = (ByteBuf) message;
    if (deaf) {
      more.release();
      return;
    }
    unread =
        unread == null
            ? more
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), unread, more);
    advance();
  }

  /** Not from within: somebody else's head is being read, perhaps. */
  final void advanceLater() {
    if (unread != null) {
      channel.eventLoop().execute(this::advance);
    }
  }

  /** Reads on, as far as there are bytes and nothing has to be waited for. */
  private void advance() {
    if (isGathering()) {
      return;
    }
    gather();
    try {
      while (unread != null && (unread.isReadable() || hasPart()) && !deaf && step(unread)) {
        // each step reads a head or a piece of a body
      }
    } finally {
      gatherNoMore();
    }
    if (unread != null && (!unread.isReadable() || deaf)) {
      dropUnread();
    }
    limitReadAhead();
    flushGathered();
    setTime();
  }

  private void limitReadAhead() {
    if (unread == null || unread.readableBytes() <= READ_AHEAD) {
      return;
    }
    if (isHolding()) {
      log.debug("More was pipelined behind a held request than is read ahead");
      channel.close();
    } else if (!channel.isWritable()) {
      // it has yet to take its last answers; who sends and does not read is not read, either
      channel.config().setAutoRead(false);
    }
  }
}
