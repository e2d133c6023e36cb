package org.pushrelay.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/**
 * How a connection ends without taking its last response along: the sending side first, and the
 * rest when the client has closed its own or took too long. A socket that is closed with bytes
 * unread resets the connection, and the client might lose what it has not read yet (RFC 9112, 9.6).
 */
final class GracefulClose {

  private GracefulClose() {}

  static void begin(Channel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      shutdown(channel);
    } else {
      tls.closeOutbound().addListener(told -> shutdown(channel));
      channel.flush();
    }
  }

  private static void shutdown(Channel channel) {
    if (!(channel instanceof DuplexChannel duplex)) {
      channel.close();
      return;
    }
    duplex
        .shutdownOutput()
        .addListener(
            (ChannelFuture done) -> {
              if (!done.isSuccess()) {
                channel.close();
              }
            });
  }
}
