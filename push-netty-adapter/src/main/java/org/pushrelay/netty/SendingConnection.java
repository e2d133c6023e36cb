package org.pushrelay.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;
import org.pushrelay.transport.ResponseListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that sends bytes, gathers some before it flushes them, and knows whether its client
 * takes them. On its event loop only.
 */
abstract class SendingConnection extends TimedConnection {
  private static final Logger log = LoggerFactory.getLogger(SendingConnection.class);

  final PushLoop loop;
  final Channel channel;

  /** A client may leave this much untaken even if the memory for that is spent. */
  private static final int LITTLE = 4 * 1024;

  /** What waits in front of TLS; null in clear text. */
  private final @Nullable PacedTls paced;

  /** All bytes that the client was given so far. */
  private long given;

  /** How many of them it had taken when its time began. */
  private long takenBefore;

  private boolean gathering;
  private boolean unflushed;

  SendingConnection(PushLoop loop, Channel channel) {
    this.loop = loop;
    this.channel = channel;
    this.paced = channel.pipeline().get(PacedTls.class);
  }

  final PushLoop loop() {
    return loop;
  }

  /** What is written from now on waits for {@link #flushGathered}. */
  final void gather() {
    gathering = true;
  }

  final void gatherNoMore() {
    gathering = false;
  }

  final boolean isGathering() {
    return gathering;
  }

  final void flushGathered() {
    if (unflushed) {
      unflushed = false;
      channel.flush();
      endIfOutOfRoom();
    }
  }

  /** Nothing is read any more, and nothing sent behind what is sent now. */
  abstract void beginEnding();

  /** A whole response, or the end of one. */
  final void send(ByteBuf bytes, EncodedResponses.Then then, ResponseListener listener) {
    boolean closes = then == EncodedResponses.Then.CLOSE;
    if (closes) {
      // first, since it may be sent at once
      beginEnding();
      beginTaking(taken());
    }
    if (closes || listener != ResponseListener.IGNORE) {
      ChannelPromise promise = channel.newPromise();
      promise.addListener(sent -> sent((ChannelFuture) sent, closes, listener));
      write(bytes, promise);
    } else {
      write(bytes, channel.voidPromise());
    }
  }

  private void sent(ChannelFuture sent, boolean closes, ResponseListener listener) {
    if (closes) {
      GracefulClose.begin(channel);
      if (queue != null) {
        enter(loop.gracefulClose);
      }
    }
    if (sent.isSuccess()) {
      listener.onSent();
    } else {
      listener.onFailure(sent.cause());
    }
  }

  private void write(ByteBuf bytes, ChannelPromise promise) {
    given += bytes.readableBytes();
    if (gathering) {
      unflushed = true;
      channel.write(bytes, promise);
    } else {
      channel.writeAndFlush(bytes, promise);
      endIfOutOfRoom();
    }
  }

  /** Ends a connection that takes little, if there is no memory left for what it does not take. */
  private void endIfOutOfRoom() {
    if (loop.budget().isSpent() && untaken() > LITTLE) {
      log.debug("A client does not take its answer, and there is no memory left to wait for it");
      channel.close();
    }
  }

  /** Some bytes of a stream, or of another protocol. */
  final void writePart(ByteBuf bytes) {
    given += bytes.readableBytes();
    channel.write(bytes, channel.voidPromise());
  }

  final void flushParts() {
    if (gathering && channel.isWritable()) {
      unflushed = true;
      return;
    }
    channel.flush();
    if (channel.isActive()) {
      setStreamTime();
      endIfOutOfRoom();
    }
  }

  /** Whether more may be written. From any thread. */
  final boolean hasRoom() {
    return channel.isWritable() && (pending() == 0 || loop.hasRoomForSlow());
  }

  /** How much was written and not taken, at most. From any thread. */
  private long pending() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }

  /** As long as it likes, but for one who does not take what there is. */
  final void setStreamTime() {
    if (untaken() > 0) {
      setTakingTime();
    } else if (queue != loop.held) {
      enter(loop.held);
    }
  }

  /** What the client sends meanwhile does not show that it takes its responses. */
  final void setSilentTime() {
    if (untaken() > 0) {
      setTakingTime();
    } else {
      enter(loop.silent);
    }
  }

  /** The time begins anew with each byte that the client takes, whatever it is given meanwhile. */
  private void setTakingTime() {
    long taken = taken();
    if (queue != loop.takingAnswer || taken > takenBefore) {
      beginTaking(taken);
    }
  }

  private void beginTaking(long taken) {
    takenBefore = taken;
    enter(loop.takingAnswer);
  }

  /** It has taken some of a response in its time, and has the same time for the rest. */
  final boolean takesMore() {
    long taken = taken();
    if (untaken() == 0 || taken <= takenBefore) {
      return false;
    }
    beginTaking(taken);
    return true;
  }

  private long taken() {
    return given - untaken();
  }

  final long untaken() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    long sending = buffer == null ? 0 : buffer.totalPendingWriteBytes() - buffer.currentProgress();
    return paced == null ? sending : sending + paced.waitingBytes();
  }
}
