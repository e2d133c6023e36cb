package org.pushrelay.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection that speaks HTTP/2: closed when it has had no stream for long. */
final class Http2Connection extends TimedConnection {
  private static final Logger log = LoggerFactory.getLogger(Http2Connection.class);

  private final ServerContext serverContext;
  private final PushLoop loop;
  private final Channel channel;
  private int streams;

  Http2Connection(ServerContext serverContext, Channel channel) {
    this.serverContext = serverContext;
    this.loop = serverContext.loop(channel.eventLoop());
    this.channel = channel;
  }

  PushLoop loop() {
    return loop;
  }

  Channel channel() {
    return channel;
  }

  void streamBegins() {
    if (streams++ == 0) {
      enter(loop.held);
    }
  }

  void streamEnds() {
    if (--streams == 0 && channel.isActive()) {
      enter(loop.silentHttp2);
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    enter(loop.sendingHead);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    leave();
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException || cause instanceof Http2Exception) {
      log.debug("An HTTP/2 connection broke", cause);
    } else {
      serverContext.failed("An HTTP/2 connection failed, and is closed", cause);
    }
    context.close();
  }

  @Override
  void timeIsOver(TimeQueue over) {
    channel.close();
  }

  /** The codec says goodbye, and waits for the streams. */
  @Override
  void endSoon() {
    channel.close();
  }

  @Override
  void closeNow() {
    channel.close();
  }
}
