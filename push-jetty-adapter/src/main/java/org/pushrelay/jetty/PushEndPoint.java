package org.pushrelay.jetty;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.FillInterest;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** A client's socket on a {@link PushConnector}, which knows the selector that it belongs to. */
final class PushEndPoint extends SocketChannelEndPoint {
  /** How long a client may take to read the last response and to close the connection. */
  private static final long LINGER_MILLIS = 2000;

  private final PushSelector pushSelector;
  private final ReadSerializer turns = new ReadSerializer();

  /** Null while the superclass is being constructed. */
  private final @Nullable FillInterest counted;

  private final boolean holdsRequests;
  private final Runnable whenClosed;

  private volatile boolean held;

  /**
   * A socket.
   *
   * @param holdsRequests whether there is memory for more than requests that are answered at once
   * @param whenClosed is run once, when the socket has been closed
   */
  PushEndPoint(
      SocketChannel channel,
      ManagedSelector selector,
      SelectionKey key,
      Scheduler scheduler,
      PushSelector pushSelector,
      boolean holdsRequests,
      Runnable whenClosed) {
    super(channel, selector, key, scheduler);
    this.holdsRequests = holdsRequests;
    this.whenClosed = whenClosed;
    this.pushSelector = pushSelector;
    this.counted = new CountedInterest(super.getFillInterest(), turns);
  }

  /** The socket below an end point, which may be one of TLS; null on another connector. */
  static @Nullable PushEndPoint below(EndPoint endPoint) {
    EndPoint socket = endPoint instanceof EndPoint.Wrapper wrapper ? wrapper.unwrap() : endPoint;
    return socket instanceof PushEndPoint pushEndPoint ? pushEndPoint : null;
  }

  boolean holdsRequests() {
    return holdsRequests;
  }

  /**
   * Ends the sending side, and a little later the connection. Jetty itself would wait for the
   * client to close it, for as long as the connection may be idle.
   */
  @Override
  protected void doShutdownOutput() {
    super.doShutdownOutput();
    Scheduler.Task unused = getScheduler().schedule(this::close, LINGER_MILLIS, MILLISECONDS);
  }

  @Override
  public void onClose(Throwable cause) {
    super.onClose(cause);
    whenClosed.run();
  }

  PushSelector pushSelector() {
    return pushSelector;
  }

  /** The threads that read from this socket, and from what TLS makes of it. */
  ReadSerializer readSerializer() {
    return turns;
  }

  @Override
  public FillInterest getFillInterest() {
    FillInterest interest = counted;
    return interest == null ? super.getFillInterest() : interest;
  }

  /** A request that was held, and had no body to read, is being answered. */
  void respondsToHeld() {
    held = true;
  }

  /** Whether that is what was answered last; asked once for each response. */
  boolean hasRespondedToHeld() {
    boolean was = held;
    held = false;
    return was;
  }

  /** Jetty's own read interest, whose callback is called as a turn of reading. */
  private static final class CountedInterest extends FillInterest {
    private final FillInterest interest;
    private final ReadSerializer turns;

    CountedInterest(FillInterest interest, ReadSerializer turns) {
      this.interest = interest;
      this.turns = turns;
    }

    @Override
    public boolean fillable() {
      turns.enter();
      try {
        return interest.fillable();
      } finally {
        turns.leave();
      }
    }

    @Override
    public void register(Callback callback) {
      interest.register(callback);
    }

    @Override
    public boolean tryRegister(Callback callback) {
      return interest.tryRegister(callback);
    }

    @Override
    public boolean isInterested() {
      return interest.isInterested();
    }

    @Override
    public InvocationType getCallbackInvocationType() {
      return interest.getCallbackInvocationType();
    }

    @Override
    public boolean onFail(Throwable cause) {
      return interest.onFail(cause);
    }

    @Override
    public void onClose() {
      interest.onClose();
    }

    @Override
    public String toString() {
      return interest.toString();
    }

    @Override
    public String toStateString() {
      return interest.toStateString();
    }

    /** Not called: the interest behind this one asks the selector. */
    @Override
    protected void needsFillInterest() {}
  }
}
