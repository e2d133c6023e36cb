package org.pushrelay.protocol;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pushrelay.hook.AuthDecision;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.StreamSubscription;
import org.pushrelay.subscriber.Subscription;
import org.pushrelay.time.Cancellable;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseListener;
import org.pushrelay.transport.ResponseStream;
import org.pushrelay.transport.StreamListener;
import org.pushrelay.transport.Upgrade;
import org.pushrelay.transport.UpgradeListener;
import org.pushrelay.transport.spi.ForwardingExchange;
import org.pushrelay.transport.spi.RequestCopy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exchange of a long-lived client of an endpoint with hooks: of a subscriber, or of a WebSocket
 * that publishes. The endpoint serves it like any other exchange; this class observes when it
 * begins and ends, and can end it.
 *
 * <pre>
 *   asked --- granted --> inside --- answered, stream over, client gone --> over
 *        \-- refused, client gone ------------------------------------------/
 * </pre>
 *
 * It ends once: the first response wins, so a message and a revocation may race.
 */
final class TrackedExchange extends ForwardingExchange {
  private static final Logger log = LoggerFactory.getLogger(TrackedExchange.class);

  private final ClientRegistry clientRegistry;
  private final Responses responses;
  private final List<Header> cors;
  private final PresenceTracker.Ticket ticket;

  /**
   * The request without its fields, while the application is asked: the transport's own may be gone
   * when the subscription begins. Null before and afterwards.
   */
  private volatile @Nullable PushRequest kept;

  @GuardedBy("this")
  private boolean watched;

  @GuardedBy("this")
  private boolean gone;

  /** Answered, or gone before that. A stream is answered, and not over. */
  @GuardedBy("this")
  private boolean answered;

  @GuardedBy("this")
  private boolean over;

  @GuardedBy("this")
  private @Nullable Runnable whenGone;

  /** As whom it was let in; a second name if it got a second permission. */
  @GuardedBy("this")
  private final Set<String> subjects = new HashSet<>();

  /** The names that were revoked since the application was asked: by them it is not let in. */
  @GuardedBy("this")
  private Set<String> revoked = Set.of();

  /** The ends of its permissions, of which the first counts. */
  @GuardedBy("this")
  private final List<Cancellable> expiries = new ArrayList<>(1);

  @GuardedBy("this")
  private @Nullable Subscription subscription;

  /** Why it has to end; until it has begun it cannot. */
  @GuardedBy("this")
  private @Nullable EndReason ending;

  TrackedExchange(
      Exchange exchange,
      ClientRegistry clientRegistry,
      Responses responses,
      List<Header> cors,
      PresenceTracker.Ticket ticket) {
    super(exchange);
    this.clientRegistry = clientRegistry;
    this.responses = responses;
    this.cors = cors;
    this.ticket = ticket;
  }

  /** Notices from now on that the client leaves. */
  void watch() {
    synchronized (this) {
      if (watched) {
        return;
      }
      watched = true;
    }
    super.whenClientGone(this::clientLeft);
  }

  /** Called while the request is valid: the response of the application may come when it is not. */
  void keepRequest() {
    if (kept == null) {
      kept = RequestCopy.of(super.request(), List.of());
    }
  }

  @Override
  public PushRequest request() {
    PushRequest copy = kept;
    return copy == null ? super.request() : copy;
  }

  /** The subscription has begun: nothing is asked of the request any more. */
  void forgetRequest() {
    kept = null;
  }

  private void clientLeft() {
    Runnable action;
    synchronized (this) {
      if (answered) {
        return;
      }
      gone = true;
      answered = true;
      action = whenGone;
    }
    if (action != null) {
      action.run();
    }
    over(true);
  }

  /** Whether nothing can be given to the client any more. */
  synchronized boolean hasLeft() {
    return answered;
  }

  /** Is asked about from now on: what is revoked before the response counts against that. */
  void authorize() {
    synchronized (this) {
      revoked = Set.of();
    }
    clientRegistry.addPending(this);
    if (isOver()) {
      clientRegistry.answered(this);
    }
  }

  /** This name is not let in by the response to a question that was asked before. */
  synchronized void revoke(String name) {
    if (revoked.isEmpty()) {
      revoked = new HashSet<>();
    }
    revoked.add(name);
  }

  /**
   * Is let in, or let in to more: then it ends with the first of its permissions. False if the
   * client has left, or is answered, since the permission was revoked while it was given.
   */
  boolean enter(AuthDecision.Grant grant) {
    synchronized (this) {
      if (answered) {
        return false;
      }
      grant.subject().ifPresent(subjects::add);
      grant
          .lifetime()
          .ifPresent(
              time -> expiries.add(clientRegistry.later(time, () -> end(EndReason.EXPIRED))));
    }
    ticket.grant(grant.subject());
    return grant.subject().map(this::enterAs).orElse(true);
  }

  private boolean enterAs(String name) {
    clientRegistry.enter(name, this);
    if (isOver()) {
      clientRegistry.leave(name, this);
      return false;
    }
    // after entering, so that a revocation of this very moment is seen, or sees this one
    if (isRevoked(name)) {
      respond(responses.end(EndReason.REVOKED).with(cors));
      return false;
    }
    return true;
  }

  private synchronized boolean isOver() {
    return over;
  }

  private synchronized boolean isRevoked(String name) {
    return revoked.contains(name);
  }

  /** A permission that has ended before it was used is answered, and nothing begins. */
  void respondIfEnded() {
    EndReason reason;
    synchronized (this) {
      reason = answered ? null : ending;
    }
    if (reason != null) {
      respond(responses.end(reason).with(cors));
    }
  }

  /** Has subscribed, or has a WebSocket to publish over. */
  void begin(Subscription begun) {
    EndReason reason;
    boolean held;
    synchronized (this) {
      subscription = begun;
      reason = ending;
      held = !answered && begun != Subscription.ENDED;
    }
    clientRegistry.answered(this);
    if (held) {
      ticket.here();
    }
    if (reason != null) {
      end(begun, reason);
    }
  }

  /** Ends it as the relay does, as soon as it has begun. */
  void end(EndReason reason) {
    Subscription begun;
    synchronized (this) {
      if (over || ending != null) {
        return;
      }
      ending = reason;
      begun = subscription;
    }
    if (begun != null) {
      end(begun, reason);
    }
  }

  private void end(Subscription begun, EndReason reason) {
    Runnable ends =
        begun instanceof StreamSubscription stream
            ? () -> stream.end(reason)
            : () -> endPoll(begun, reason);
    try {
      loop().execute(1, ends);
    } catch (RuntimeException | Error e) {
      log.debug("A loop does not take a task: its subscriber is told without it", e);
      ends.run();
    }
  }

  private void endPoll(Subscription begun, EndReason reason) {
    begun.cancel();
    respond(responses.endOfPoll(reason).with(cors));
  }

  /** Nothing more will come of it. */
  private void over(boolean lingers) {
    List<String> names;
    List<Cancellable> alarms;
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      names = List.copyOf(subjects);
      alarms = List.copyOf(expiries);
    }
    clientRegistry.answered(this);
    alarms.forEach(Cancellable::cancel);
    names.forEach(known -> clientRegistry.leave(known, this));
    ticket.over(lingers);
  }

  private synchronized boolean pollResponses() {
    boolean first = !answered;
    answered = true;
    return first;
  }

  @Override
  public void respond(PushResponse response, ResponseListener listener) {
    if (!pollResponses()) {
      listener.onFailure(new ClosedChannelException());
      return;
    }
    boolean comesBack = response.status() < 400 || response.status() == 408;
    if (comesBack) {
      ticket.here();
    }
    over(comesBack);
    super.respond(response, listener);
  }

  @Override
  public ResponseStream stream(PushResponse head, StreamListener listener) {
    boolean unused = pollResponses();
    ticket.here();
    return new CloseNotifyingStream(super.stream(head, new Closing(listener)), this::streamOver);
  }

  @Override
  public Upgrade upgrade(List<Header> headers, UpgradeListener listener) {
    boolean unused = pollResponses();
    ticket.here();
    return new CloseNotifyingUpgrade(
        super.upgrade(headers, new UpgradeClosing(listener)), this::streamOver);
  }

  private void streamOver() {
    over(false);
  }

  @Override
  public void whenClientGone(Runnable action) {
    boolean leftBefore;
    synchronized (this) {
      whenGone = action;
      leftBefore = gone;
    }
    if (leftBefore) {
      action.run();
    } else {
      watch();
    }
  }

  /** Hears that the client has left a stream. */
  private class Closing implements StreamListener {
    private final StreamListener listener;

    Closing(StreamListener listener) {
      this.listener = listener;
    }

    @Override
    public void onWritable() {
      listener.onWritable();
    }

    @Override
    public void onClosed() {
      listener.onClosed();
      streamOver();
    }
  }

  /** Hears that the client has left a connection that is HTTP no more. */
  private final class UpgradeClosing extends Closing implements UpgradeListener {
    private final UpgradeListener listener;

    UpgradeClosing(UpgradeListener listener) {
      super(listener);
      this.listener = listener;
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
      listener.onBytes(bytes);
    }
  }
}
