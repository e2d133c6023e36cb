package org.pushrelay.netty;

import io.netty.channel.Channel;
import org.pushrelay.transport.PushRequest;

/** A request on a connection, which knows the addresses of both its ends. */
interface ConnectionRequest extends PushRequest {

  /** The one that it came on. */
  Channel connection();

  @Override
  default String remoteAddress() {
    return ClientAddress.remote(connection());
  }

  @Override
  default String localAddress() {
    return ClientAddress.local(connection());
  }

  @Override
  default int localPort() {
    return ClientAddress.localPort(connection());
  }

  @Override
  default String scheme() {
    return ClientAddress.scheme(connection());
  }

  /** A host as a Host header has it, {@code [::1]:80} for example, without the port. */
  static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon < 0 || colon < host.lastIndexOf(']') ? host : host.substring(0, colon);
  }
}
