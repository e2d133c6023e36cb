package org.pushrelay.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.pushrelay.testkit.ExchangeContract;
import org.pushrelay.testkit.RunningTransport;
import org.pushrelay.testkit.TransportTrait;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.spi.Mounts;

/** The transport contract in a pipeline of an application's own, behind Netty's codec. */
class PipelineTransportIT implements ExchangeContract {

  @Override
  public RunningTransport start(Map<String, ExchangeHandler> mounts) {
    Mounts all = Mounts.NONE;
    for (Map.Entry<String, ExchangeHandler> mount : mounts.entrySet()) {
      all = all.with(mount.getKey(), mount.getValue());
    }
    PushHandlers relay = PushHandlers.of(all);
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    Channel listening =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            new HttpServerCodec(),
                            new InFront(),
                            relay.newHandler(channel),
                            new OwnObjectsOnly(),
                            new NotFound());
                  }
                })
            .bind(new InetSocketAddress("127.0.0.1", 0))
            .syncUninterruptibly()
            .channel();
    return new RunningTransport() {
      @Override
      public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
      }

      @Override
      public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
      }
    };
  }

  @Override
  public Set<TransportTrait> traits() {
    return EnumSet.complementOf(
        EnumSet.of(
            TransportTrait.REFUSES_LOOSE_FIRST_LINES,
            TransportTrait.UPGRADES,
            TransportTrait.UPGRADES_LATER));
  }

  /** A handler as others stand in front of the relay: sees answers as objects of HTTP only. */
  private static final class InFront extends ChannelDuplexHandler {
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (message instanceof HttpObject) {
        context.write(message, promise);
      } else {
        ReferenceCountUtil.release(message);
        promise.setFailure(new IllegalStateException("not of HTTP: " + message));
      }
    }
  }

  /**
   * A handler as a framework puts it at the end: takes what its own handlers behind it write, and
   * nothing of others. It flushes only what it has let pass.
   */
  private static final class OwnObjectsOnly extends ChannelDuplexHandler {
    private boolean written;

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (message instanceof FullHttpResponse response
          && response.status().equals(HttpResponseStatus.NOT_FOUND)) {
        written = true;
        context.write(message, promise);
      } else {
        ReferenceCountUtil.release(message);
        promise.setFailure(new IllegalStateException("not the application's: " + message));
      }
    }

    @Override
    public void flush(ChannelHandlerContext context) {
      if (written) {
        context.flush();
      }
    }
  }
}
