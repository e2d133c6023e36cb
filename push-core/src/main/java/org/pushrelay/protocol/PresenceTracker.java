package org.pushrelay.protocol;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.hook.AccessRequest;
import org.pushrelay.hook.Hooks;
import org.pushrelay.hook.Presence;
import org.pushrelay.hook.SubscriptionListener;
import org.pushrelay.time.Cancellable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is there at one endpoint, and the listener that hears of it. A stream is there while it is
 * open; a client who polls stays there for a while after each poll, and a poll that comes within it
 * changes nothing. Safe from any thread.
 *
 * <p>Lock order: a {@link Ticket}, a bin of the table, the timers. What the listener is to hear is
 * queued under them, so that it is in order, and told after them, by one thread at a time.
 */
final class PresenceTracker {
  private static final Logger log = LoggerFactory.getLogger(PresenceTracker.class);

  private final ClientRegistry clientRegistry;
  private final Hooks hooks;
  private final @Nullable SubscriptionListener listener;
  private final ConcurrentMap<Key, Poller> pollers = new ConcurrentHashMap<>();
  private final Queue<Notice> notices = new ConcurrentLinkedQueue<>();
  private final AtomicInteger untold = new AtomicInteger();

  /** By what a client who polls is known again. */
  private record Key(Optional<String> subject, String address, List<ChannelId> channels) {}

  private record Notice(BiConsumer<SubscriptionListener, Presence> what, Presence who) {}

  /** A client who polls, while it is there. Guarded by its bin of the table. */
  private static final class Poller {
    final Presence presence;
    int held;

    /** Counts the polls, so that the end of an earlier linger does not end a later one. */
    long polls;

    Cancellable linger = Cancellable.NOTHING;

    Poller(Presence presence) {
      this.presence = presence;
    }
  }

  PresenceTracker(ClientRegistry clientRegistry, Hooks hooks) {
    this.clientRegistry = clientRegistry;
    this.hooks = hooks;
    this.listener = hooks.listener().orElse(null);
  }

  /** The part that one request has in it. */
  Ticket ticket(AccessRequest accessRequest, boolean polls) {
    return listener == null ? Ticket.NONE : new Noticed(accessRequest, polls);
  }

  private void pollBegins(Key key, Presence newcomer) {
    pollers.compute(
        key,
        (k, present) -> {
          Poller poller = present;
          if (poller == null) {
            poller = new Poller(newcomer);
            queue(SubscriptionListener::onSubscribed, newcomer);
          }
          poller.held++;
          poller.polls++;
          poller.linger.cancel();
          return poller;
        });
  }

  private void pollEnds(Key key, boolean lingers) {
    pollers.computeIfPresent(
        key,
        (k, poller) -> {
          poller.held--;
          if (poller.held > 0) {
            return poller;
          }
          if (!lingers || hooks.linger().isZero()) {
            return leave(poller);
          }
          long polls = poller.polls;
          poller.linger =
              clientRegistry.later(hooks.linger(), () -> lingerIsOver(key, poller, polls));
          return poller;
        });
  }

  private void lingerIsOver(Key key, Poller waitedFor, long polls) {
    pollers.computeIfPresent(
        key, (k, poller) -> poller == waitedFor && poller.polls == polls ? leave(poller) : poller);
    drain();
  }

  private @Nullable Poller leave(Poller poller) {
    queue(SubscriptionListener::onUnsubscribed, poller.presence);
    return null;
  }

  private void queue(BiConsumer<SubscriptionListener, Presence> what, Presence who) {
    notices.add(new Notice(what, who));
  }

  private void drain() {
    if (untold.getAndIncrement() != 0) {
      return;
    }
    int counted = 1;
    while (counted != 0) {
      for (Notice next = notices.poll(); next != null; next = notices.poll()) {
        notifyListener(next);
      }
      counted = untold.addAndGet(-counted);
    }
  }

  private void notifyListener(Notice notice) {
    try {
      if (listener != null) {
        notice.what().accept(listener, notice.who());
      }
    } catch (RuntimeException | Error e) {
      log.warn(
          "A listener failed on a subscriber of channel {}",
          notice.who().accessRequest().channels().get(0),
          e);
    }
  }

  /** The part that one request has in who is there. Each method counts once, in this order. */
  interface Ticket {
    /** The ticket of a request that no listener is notified of. */
    Ticket NONE =
        new Ticket() {
          @Override
          public void grant(Optional<String> subject) {}

          @Override
          public void here() {}

          @Override
          public void over(boolean lingers) {}
        };

    /** It is let in, as the first one whom it is said to be. */
    void grant(Optional<String> subject);

    /** The client is there. */
    void here();

    /**
     * The request is over.
     *
     * @param lingers whether a client who polls is expected back
     */
    void over(boolean lingers);
  }

  private final class Noticed implements Ticket {
    private final AccessRequest accessRequest;
    private final boolean polls;

    @GuardedBy("this")
    private @Nullable Presence presence;

    @GuardedBy("this")
    private boolean here;

    @GuardedBy("this")
    private boolean over;

    Noticed(AccessRequest accessRequest, boolean polls) {
      this.accessRequest = accessRequest;
      this.polls = polls;
    }

    @Override
    public synchronized void grant(Optional<String> subject) {
      if (presence == null) {
        presence = new Presence(accessRequest, subject);
      }
    }

    @Override
    public void here() {
      synchronized (this) {
        if (here || over || presence == null) {
          return;
        }
        here = true;
        if (polls) {
          pollBegins(key(presence), presence);
        } else {
          queue(SubscriptionListener::onSubscribed, presence);
        }
      }
      drain();
    }

    @Override
    public void over(boolean lingers) {
      synchronized (this) {
        if (over) {
          return;
        }
        over = true;
        if (!here || presence == null) {
          return;
        }
        if (polls) {
          pollEnds(key(presence), lingers);
        } else {
          queue(SubscriptionListener::onUnsubscribed, presence);
        }
      }
      drain();
    }

    private Key key(Presence of) {
      String address = of.subject().isPresent() ? "" : accessRequest.remoteAddress();
      return new Key(of.subject(), address, accessRequest.channels());
    }
  }
}
