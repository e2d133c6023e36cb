package org.pushrelay.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.pushrelay.testkit.ExchangeContract;
import org.pushrelay.testkit.RunningTransport;
import org.pushrelay.testkit.TransportTrait;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.Mounts;

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
                        .addLast(new HttpServerCodec(), relay.newHandler(channel), new NotFound());
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
}
