package org.pushrelay.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import org.pushrelay.transport.ResponseListener;

/**
 * A connection that sends bytes, gathers some before it flushes them, and knows whether its client
 * takes them. On its event loop only.
 */
abstract class SendingConnection extends TimedConnection {
  final PushLoop loop;
  final Channel channel;

  /** How much the client had yet to take when its time began, or when that was looked at since. */
  private long untaken;

  private boolean gathering;
  private boolean unflushed;

  SendingConnection(PushLoop loop, Channel channel) {
    this.loop = loop;
    this.channel = channel;
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
      noteUntaken();
    }
  }

  /** Nothing is read any more, and nothing sent behind what is sent now. */
  abstract void beginEnding();

  /** A whole answer, or the end of one. */
  final void send(ByteBuf bytes, EncodedAnswers.Then then, ResponseListener listener) {
    boolean closes = then == EncodedAnswers.Then.CLOSE;
    if (closes) {
      // first, since it may be sent at once
      beginEnding();
      enter(loop.takingAnswer);
    }
    if (closes || listener != ResponseListener.IGNORE) {
      ChannelPromise promise = channel.newPromise();
      promise.addListener(sent -> sent((ChannelFuture) sent, closes, listener));
      write(bytes, promise);
      noteUntaken();
    } else {
      write(bytes, channel.voidPromise());
    }
  }

  private void sent(ChannelFuture sent, boolean closes, ResponseListener listener) {
    if (closes) {
      Ending.begin(channel);
      if (queue != null) {
        enter(loop.ending);
      }
    }
    if (sent.isSuccess()) {
      listener.onSent();
    } else {
      listener.onFailure(sent.cause());
    }
  }

  private void write(ByteBuf bytes, ChannelPromise promise) {
    if (gathering) {
      unflushed = true;
      channel.write(bytes, promise);
    } else {
      channel.writeAndFlush(bytes, promise);
    }
  }

  /** Some bytes of a stream, or of another protocol. */
  final void writePart(ByteBuf bytes) {
    if (queue == loop.takingAnswer) {
      // before it is more: what the client took meanwhile shows only now
      setStreamTime();
    }
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
    }
  }

  final boolean hasRoom() {
    return channel.isWritable();
  }

  /** As long as it likes, but for one who does not take what there is. */
  final void setStreamTime() {
    long left = untaken();
    if (left == 0) {
      if (queue != loop.held) {
        enter(loop.held);
      }
      return;
    }
    if (queue != loop.takingAnswer || left < untaken) {
      enter(loop.takingAnswer);
    }
    untaken = left;
  }

  /** What the client sends meanwhile does not show that it takes its answers. */
  final void setSilentTime() {
    long left = untaken();
    if (left == 0) {
      enter(loop.silent);
    } else if (queue != loop.takingAnswer || left != untaken) {
      untaken = left;
      enter(loop.takingAnswer);
    }
  }

  /** It has taken some of an answer in its time, and has the same time for the rest. */
  final boolean takesMore() {
    long left = untaken();
    if (left == 0 || left >= untaken) {
      return false;
    }
    untaken = left;
    enter(loop.takingAnswer);
    return true;
  }

  /** What was added just now is nothing that the client had time for. */
  final void noteUntaken() {
    if (queue == loop.takingAnswer) {
      untaken = untaken();
    }
  }

  final long untaken() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes() - buffer.currentProgress();
  }
}
