package org.pushrelay.netty;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;

/**
 * The mark of connections that came when the memory for connections was nearly used up: requests
 * that would be held are refused there. Other connections carry nothing.
 */
final class ShortRequests {
  private static final AttributeKey<Boolean> MARK =
      AttributeKey.valueOf(ShortRequests.class, "mark");

  private ShortRequests() {}

  static void mark(Channel connection) {
    connection.attr(MARK).set(true);
  }

  static boolean isMarked(Channel connection) {
    return connection.hasAttr(MARK);
  }
}
