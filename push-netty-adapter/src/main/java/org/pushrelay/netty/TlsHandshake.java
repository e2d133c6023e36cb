package org.pushrelay.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;

/** A connection over TLS before it speaks HTTP: that may take as long as a head. */
final class TlsHandshake extends TimedConnection {
  private final PushLoop loop;
  private final Channel channel;

  TlsHandshake(ServerContext serverContext, Channel channel) {
    this.loop = serverContext.loop(channel.eventLoop());
    this.channel = channel;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    enter(loop.sendingHead);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    leave();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    leave();
    context.fireChannelInactive();
  }

  @Override
  void timeIsOver(TimeQueue over) {
    channel.close();
  }

  @Override
  void endSoon() {
    channel.close();
  }

  @Override
  void closeNow() {
    channel.close();
  }
}
