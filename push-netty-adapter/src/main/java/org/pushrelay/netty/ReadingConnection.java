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

  /** Of what a client sends ahead of its turn, no more than this and one read is taken. */
  static final int READ_AHEAD = 16 * 1024;

  /** A client that leaves may have sent more, which has to be read to see it leave. */
  private static final int MOST_AHEAD = 4 * READ_AHEAD;

  /** This much may wait in each connection even if the memory for that is spent. */
  private static final int LITTLE = 1024;

  /** What has come and was not read; null if that is nothing. */
  private @Nullable ByteBuf unread;

  /** How many bytes of that are counted against the budget. */
  private int counted;

  /** What the client sends is not read any more. */
  private boolean deaf;

  /** Reading has stopped until what is unread had its turn. */
  private boolean tooFarAhead;

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

  /** Whether what comes has to wait for a response. */
  abstract boolean isHolding();

  /** There is no memory for what has come of a request. */
  abstract void refuseForWantOfRoom();

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
    count(0);
    deaf = true;
  }

  final void dropUnread() {
    if (unread != null) {
      unread.release();
      unread = null;
      count(0);
    }
  }

  /** Whether bytes are read from the network. */
  final void setReading(boolean reading) {
    tooFarAhead = false;
    channel.config().setAutoRead(reading);
  }

  private void count(int bytes) {
    if (bytes != counted) {
      loop.budget().charge((long) bytes - counted);
      counted = bytes;
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

  /**
   * Advances in a later task of the loop, since the head of another connection may be being read
   * now.
   */
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

  /**
   * What waits for its turn is counted. A client that sends more than a little ahead is not read
   * until then: who sends and does not read is not read, either.
   */
  private void limitReadAhead() {
    int size = unread == null ? 0 : unread.readableBytes();
    if (unread != null && unread.capacity() > 2 * size + LITTLE) {
      // the rest of the buffer was for what has been read
      ByteBuf small = channel.alloc().directBuffer(size).writeBytes(unread);
      unread.release();
      unread = small;
    }
    count(size);
    boolean waits = isHolding() || !channel.isWritable();
    if (size > LITTLE && loop.budget().isSpent()) {
      if (waits) {
        closeOverloaded("There is no memory left for what was sent ahead");
      } else {
        refuseForWantOfRoom();
        dropUnread();
      }
    } else if (size > MOST_AHEAD && waits) {
      closeOverloaded("More was sent ahead than is read ahead");
    } else if (size >= READ_AHEAD && waits) {
      tooFarAhead = true;
      channel.config().setAutoRead(false);
    } else if (tooFarAhead) {
      setReading(true);
    }
  }

  private void closeOverloaded(String why) {
    log.debug(why);
    channel.close();
  }
}
