package org.pushrelay.jetty;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** A client's socket on a {@link PushConnector}, which knows the selector that it belongs to. */
final class PushEndPoint extends SocketChannelEndPoint {
  private final PushSelector pushSelector;
  private volatile boolean held;

  PushEndPoint(
      SocketChannel channel,
      ManagedSelector selector,
      SelectionKey key,
      Scheduler scheduler,
      PushSelector pushSelector) {
    super(channel, selector, key, scheduler);
    this.pushSelector = pushSelector;
  }

  /** The socket below an end point, which may be one of TLS; null on another connector. */
  static @Nullable PushEndPoint below(EndPoint endPoint) {
    EndPoint socket = endPoint instanceof EndPoint.Wrapper wrapper ? wrapper.unwrap() : endPoint;
    return socket instanceof PushEndPoint pushEndPoint ? pushEndPoint : null;
  }

  PushSelector pushSelector() {
    return pushSelector;
  }

  /** A request that was held, and had no body to read, is being answered. */
  void answersHeld() {
    held = true;
  }

  /** Whether that is what was answered last; asked once for each answer. */
  boolean hasAnsweredHeld() {
    boolean was = held;
    held = false;
    return was;
  }
}
