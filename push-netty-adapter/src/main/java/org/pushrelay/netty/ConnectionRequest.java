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
  default int remotePort() {
    return ClientAddress.remotePort(connection());
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

  /** Whether a host, with or without a port, has the characters of one only (RFC 3986, 3.2.2). */
  static boolean isHost(CharSequence host) {
    for (int i = 0; i < host.length(); i++) {
      if (!isHostCharacter(host.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether it may stand in a host with a port. */
  static boolean isHostCharacter(int c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || "-._~%!$&'()*+,;=:[]".indexOf(c) >= 0;
  }
}
