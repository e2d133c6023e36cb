package org.pushrelay.netty;

import io.netty.channel.Channel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.ServerDomainSocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** The two addresses of a connection, as text. */
final class ClientAddress {

  private static final String UNIX = "unix:";

  private ClientAddress() {}

  /** The client's end; {@code unix:} if it came over a Unix domain socket, as in nginx. */
  static String remote(Channel connection) {
    return connection.parent() instanceof ServerDomainSocketChannel
        ? UNIX
        : text(connection.remoteAddress());
  }

  static String local(Channel connection) {
    return text(connection.localAddress());
  }

  static int remotePort(Channel connection) {
    return port(connection.remoteAddress());
  }

  static int localPort(Channel connection) {
    return port(connection.localAddress());
  }

  private static int port(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress inet ? inet.getPort() : 0;
  }

  static String scheme(Channel connection) {
    return connection.pipeline().get(SslHandler.class) == null ? "http" : "https";
  }

  private static String text(@Nullable SocketAddress address) {
    if (address instanceof DomainSocketAddress unix) {
      return UNIX + unix.path();
    }
    if (!(address instanceof InetSocketAddress inet) || inet.getAddress() == null) {
      return "";
    }
    String text = inet.getAddress().getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }
}
