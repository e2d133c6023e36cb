package org.pushrelay.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.util.Mapping;
import java.io.IOException;
import java.util.Optional;
import org.pushrelay.transport.ConnectionBudget;
import org.pushrelay.transport.ConnectionBudget.Admission;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts into a new connection's pipeline what it needs at first. */
final class ConnectionSetup extends ChannelInitializer<Channel> {
  private static final Logger log = LoggerFactory.getLogger(ConnectionSetup.class);

  /**
   * How much the system may hold of what it has not sent yet. Without a limit it takes megabytes at
   * once, and a client that reads slowly seems to take nothing for minutes.
   */
  private static final long MAX_UNSENT = 128 * 1024;

  private static final ByteBuf NO_MEMORY =
      Unpooled.unreleasableBuffer(Unpooled.directBuffer().writeBytes(ConnectionBudget.refusal()));

  private final ServerContext serverContext;
  private final Optional<Mapping<? super String, ? extends SslContext>> tls;

  /**
   * A setup.
   *
   * @param tls the contexts by host; empty for clear text
   */
  ConnectionSetup(
      ServerContext serverContext, Optional<Mapping<? super String, ? extends SslContext>> tls) {
    this.serverContext = serverContext;
    this.tls = tls;
  }

  @Override
  protected void initChannel(Channel channel) {
    Admission admission = serverContext.loop(channel.eventLoop()).accepts(channel);
    if (admission == Admission.REFUSED) {
      refuse(channel);
      return;
    }
    if (admission == Admission.SHORT_REQUESTS) {
      ShortRequests.mark(channel);
    }
    limitUnsent(channel.config());
    if (tls.isPresent()) {
      channel
          .pipeline()
          .addLast(
              new RenegotiationGuard(),
              new SniHandler(tls.get()),
              new PacedTls(),
              new TlsHandshake(serverContext, channel),
              new Negotiated(serverContext));
    } else {
      channel.pipeline().addLast(new Http1Connection(serverContext, channel));
    }
  }

  /** There is no memory for what TLS or a request would need. */
  private void refuse(Channel channel) {
    if (tls.isPresent()) {
      channel.close();
    } else {
      channel.writeAndFlush(NO_MEMORY.duplicate()).addListener(ChannelFutureListener.CLOSE);
    }
  }

  /** NIO has no such limit. */
  private static void limitUnsent(ChannelConfig config) {
    if (!config.setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, MAX_UNSENT)) {
      config.setOption(IoUringChannelOption.TCP_NOTSENT_LOWAT, MAX_UNSENT);
    }
  }

  /** Goes on with what client and server have agreed on (RFC 7301). */
  private static final class Negotiated extends ApplicationProtocolNegotiationHandler {
    private final ServerContext serverContext;

    Negotiated(ServerContext serverContext) {
      super(ApplicationProtocolNames.HTTP_1_1);
      this.serverContext = serverContext;
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext context, String protocol) {
      Channel channel = context.channel();
      channel.pipeline().remove(TlsHandshake.class);
      if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
        Http2Pipeline.addTo(channel, serverContext, false);
      } else {
        channel.pipeline().addLast(new Http1Connection(serverContext, channel));
      }
    }

    @Override
    protected void handshakeFailure(ChannelHandlerContext context, Throwable cause) {
      log.debug("A TLS handshake failed", cause);
      context.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (cause instanceof IOException || cause instanceof DecoderException) {
        log.debug("A connection broke before it spoke HTTP", cause);
      } else {
        serverContext.failed("A connection failed before it spoke HTTP, and is closed", cause);
      }
      context.close();
    }
  }
}
