package org.pushrelay.servlet;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.WebConnection;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SecureNio2Channel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection of Tomcat that has left HTTP, by Tomcat's own interface for that: through the
 * Servlet API, Tomcat asks without end, and as fast as it can, whether a listener reads the bytes
 * that a client has sent while the listener does not want them. Public for Tomcat only, which makes
 * it by its class.
 */
public final class TomcatConnection implements InternalHttpUpgradeHandler, WebConnection {
  private static final Logger log = LoggerFactory.getLogger(TomcatConnection.class);

  /** Whether the warning was logged: each client could cause it, so it is logged once. */
  private static final AtomicBoolean saidThatItLoops = new AtomicBoolean();

  /** Both are set before Tomcat has anything to tell. */
  private volatile @Nullable ServletUpgrade upgrade;

  private volatile @Nullable Streams streams;

  private record Streams(TomcatInput in, TomcatOutput out, SocketWrapperBase<?> socket) {}

  /** Creates a connection without an owner. */
  public TomcatConnection() {}

  void belongsTo(ServletUpgrade owner) {
    upgrade = owner;
  }

  @Override
  public void setSocketWrapper(SocketWrapperBase<?> socket) {
    streams = new Streams(new TomcatInput(socket), new TomcatOutput(socket), socket);
  }

  @Override
  public void init(WebConnection unused) {
    ServletUpgrade owner = upgrade;
    if (owner == null) {
      return;
    }
    if (loops(streams().socket())) {
      logUnusableUpgrade();
      fail(new IOException("Tomcat reads no such connection"));
      close();
      return;
    }
    owner.opened(this);
  }

  private static void logUnusableUpgrade() {
    if (saidThatItLoops.getAndSet(true)) {
      log.debug("A WebSocket was closed: it came over Tomcat's connector for NIO2 over TLS");
      return;
    }
    log.warn(
        "A WebSocket was closed: none is possible on Tomcat's connector for NIO2 over TLS, use the"
            + " one for NIO (said once only)");
  }

  /**
   * Returns whether the connection is one of Tomcat's NIO2 over TLS, which may read without end,
   * and as fast as it can, bytes that are not wanted yet.
   */
  private static boolean loops(SocketWrapperBase<?> socket) {
    return socket.getSocket() instanceof SecureNio2Channel;
  }

  private Streams streams() {
    Streams present = streams;
    if (present == null) {
      throw new IllegalStateException("the connection has not been opened");
    }
    return present;
  }

  @Override
  public ServletInputStream getInputStream() {
    return streams().in();
  }

  @Override
  public ServletOutputStream getOutputStream() {
    return streams().out();
  }

  @Override
  public void close() {
    streams().socket().close();
  }

  /**
   * Handles an event. Never asks for another notification of readable bytes: the input does so when
   * they are wanted.
   */
  @Override
  public SocketState upgradeDispatch(SocketEvent event) {
    Streams present = streams();
    switch (event) {
      case OPEN_READ -> present.in().dataAvailable();
      case OPEN_WRITE -> present.out().writable();
      default -> {
        fail(new EOFException("the connection ended: " + event));
        return SocketState.CLOSED;
      }
    }
    return present.socket().isClosed() ? SocketState.CLOSED : SocketState.SUSPENDED;
  }

  private void fail(Throwable cause) {
    ServletUpgrade owner = upgrade;
    if (owner != null) {
      owner.clientLeft(cause);
    }
  }

  @Override
  public void destroy() {
    fail(new EOFException("the connection was closed"));
  }

  @Override
  public void timeoutAsync(long now) {
    // the other protocol has timeouts of its own
  }

  @Override
  public void setSslSupport(SSLSupport support) {
    // no code asks for it
  }

  @Override
  public void pause() {
    // there is no request to wait for
  }
}
