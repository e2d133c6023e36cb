package org.pushrelay.channel;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.MultiplexedId;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.Loop;
import org.pushrelay.subscriber.StreamPolicy;
import org.pushrelay.subscriber.StreamSubscriber;
import org.pushrelay.subscriber.StreamSubscription;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.SubscriberConcurrency;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A streaming subscription: a cursor that advances through one channel, or through several at once,
 * as fast as the subscriber takes messages. No messages are queued for it.
 *
 * <p>A thread that has news (a message, the end, a subscriber that takes messages again) increments
 * the count of news and takes a turn. Only one thread takes turns at a time, and it continues until
 * no news was counted meanwhile. So one thread at a time calls the subscriber, and never from
 * within itself.
 */
final class StreamSession implements StreamSubscription {
  private static final Logger log = LoggerFactory.getLogger(StreamSession.class);

  private final Channels channels;

  /** Changed by who takes a turn only. */
  private final List<ChannelSource> sources;

  private final @Nullable MultiChannelReader merge;
  private final StreamSubscriber subscriber;
  private final SubscribePolicy waiting;
  private final StreamPolicy policy;
  private final Loop loop;
  private final Alarm timeout = new Alarm(() -> end(EndReason.TIMEOUT));
  private final Alarm heartbeat = new Alarm(this::beat);
  private final AtomicInteger news = new AtomicInteger();
  private final AtomicInteger channelsLeft;

  /** Whether it counts as open. */
  private final AtomicBoolean open = new AtomicBoolean(true);

  /** Whether the subscriber takes messages; what it says last counts. */
  private volatile boolean taking = true;

  private volatile boolean heartbeatDue;

  /** Why the relay ends it; null while it does not. The first reason counts. */
  private final AtomicReference<@Nullable EndReason> reason = new AtomicReference<>();

  /** The subscriber hears nothing any more. */
  private volatile boolean over;

  /** Whether it was told to pause for the first time. */
  private boolean begun;

  StreamSession(
      Channels channels,
      List<ChannelHandle> names,
      Cursor cursor,
      SubscribePolicy waiting,
      StreamPolicy policy,
      StreamSubscriber subscriber) {
    this.channels = channels;
    List<ChannelSource> begun = names.stream().map(name -> new ChannelSource(this, name)).toList();
    this.sources = begun.size() == 1 ? begun : new CopyOnWriteArrayList<>(begun);
    this.merge = begun.size() == 1 ? null : new MultiChannelReader(sources, cursor, this::rejoin);
    this.subscriber = subscriber;
    this.waiting = waiting;
    this.policy = policy;
    this.loop = subscriber.loop();
    this.channelsLeft = new AtomicInteger(names.size());
  }

  Loop loop() {
    return loop;
  }

  String kind() {
    return subscriber.kind();
  }

  StreamSubscriber subscriber() {
    return subscriber;
  }

  /**
   * Begins.
   *
   * @throws StoreException if the store is broken; then it has not begun
   */
  void open(Cursor cursor) {
    // counted until all channels are joined, so that no thread takes a turn before
    news.set(1);
    channels.relayCounters().streams(kind()).increment();
    try {
      subscriber.onBegin(this);
      join(cursor);
    } catch (RuntimeException | Error e) {
      leave();
      throw e;
    }
    if (waiting.waits()) {
      deadlines().add(timeout, waiting.timeout());
    }
    startHeart();
    if (over) {
      // cancelled meanwhile: channels that were joined after that have to be left, too
      leave();
    }
    NotificationTrampoline.run(() -> takeTurns(1));
  }

  /** Joins one channel after the other, as long as nothing is in the way. */
  private void join(Cursor cursor) {
    for (int i = 0; i < sources.size() && reason.get() == null && !over; i++) {
      EndReason refusal = sources.get(i).open(merge == null ? cursor : cursor.in(i), waiting);
      if (refusal != null) {
        // who is refused by one gets nothing of the others
        sources.forEach(ChannelSource::close);
        end(refusal);
      }
    }
  }

  /**
   * Follows a channel again that was deleted, if it is there again. What was read of it before goes
   * out first, and who waits there already keeps the place.
   */
  private void rejoin(int index) {
    ChannelSource gone = sources.get(index);
    if (policy.endsWithOneChannel() || over || gone.peek().isPresent()) {
      return;
    }
    SubscribePolicy asLateComer =
        waiting.concurrency() == SubscriberConcurrency.LAST
            ? waiting.toBuilder().concurrency(SubscriberConcurrency.FIRST).build()
            : waiting;
    // counted before it is joined: it may be deleted again before this thread goes on
    channelsLeft.incrementAndGet();
    ChannelSource again = gone.again(asLateComer.toBuilder().existingOnly(true).build());
    if (again == null) {
      // asked again at the next message of another channel, or heartbeat
      sourceEnded(EndReason.CHANNEL_DELETED);
      return;
    }
    sources.set(index, again);
    if (over) {
      // cancelled meanwhile
      leave();
    }
  }

  private Deadlines deadlines() {
    return channels.deadlines(sources.get(0).id());
  }

  private void startHeart() {
    Duration interval = policy.heartbeat();
    if (!interval.isZero() && !over) {
      deadlines().add(heartbeat, interval);
    }
  }

  private void beat() {
    heartbeatDue = true;
    takeTurn();
    startHeart();
  }

  @Override
  public void resume() {
    taking = true;
    takeTurn();
  }

  @Override
  public void cancel() {
    over = true;
    leave();
    // lets go of what the places hold
    takeTurn();
  }

  @Override
  public void end(EndReason why) {
    reason.compareAndSet(null, why);
    takeTurn();
  }

  /** One of the channels is over. */
  void sourceEnded(EndReason why) {
    int left = channelsLeft.decrementAndGet();
    if (why != EndReason.CHANNEL_DELETED || left == 0 || policy.endsWithOneChannel()) {
      end(why);
    }
  }

  private void leave() {
    sources.forEach(ChannelSource::leave);
    deadlines().forget(timeout);
    deadlines().forget(heartbeat);
    if (open.compareAndSet(true, false)) {
      channels.relayCounters().streams(kind()).decrement();
    }
  }

  /** There is news; called where subscribers are told. */
  void poll() {
    if (news.getAndIncrement() == 0) {
      takeTurns(1);
    }
  }

  /** There is news, perhaps from within another subscriber. */
  private void takeTurn() {
    if (news.getAndIncrement() == 0) {
      NotificationTrampoline.run(() -> takeTurns(1));
    }
  }

  private void takeTurns(int counted) {
    int seen = counted;
    do {
      try {
        turn();
      } catch (StoreException e) {
        log.error("The store failed on channel {}", sources.get(0).id(), e);
        finish(EndReason.STORE_FAILED);
      } catch (RuntimeException | Error e) {
        log.warn("A subscriber of channel {} failed", sources.get(0).id(), e);
        over = true;
        leave();
      }
      seen = news.addAndGet(-seen);
    } while (seen != 0);
  }

  private void turn() {
    // looked at before the log is: what was appended before the end is delivered before it
    EndReason why = reason.get();
    boolean told = readOn();
    if (over) {
      sources.forEach(ChannelSource::close);
    } else if (why != null) {
      finish(why);
    } else if (taking) {
      pause(told);
    } else {
      limitLag(told);
    }
  }

  /** Delivers what is there, as far as it is taken. */
  private boolean readOn() {
    boolean told = false;
    while (taking && !over) {
      Optional<Delivery> next = merge == null ? sources.get(0).next() : merge.next();
      if (next.isEmpty()) {
        break;
      }
      told = true;
      // before it is asked: it may resume before it has answered
      taking = false;
      if (subscriber.onMessage(next.get())) {
        taking = true;
      }
      channels.relayCounters().delivered.increment();
      channels.listeners().sent(channelOf(next.get()), kind(), next.get().message().id());
    }
    return told;
  }

  private ChannelId channelOf(Delivery delivery) {
    return delivery.resumePoint() instanceof MultiplexedId id
        ? sources.get(id.current()).id()
        : sources.get(0).id();
  }

  private void pause(boolean told) {
    boolean beats = heartbeatDue;
    heartbeatDue = false;
    if (told || !begun) {
      begun = true;
      subscriber.onPause();
    } else if (beats) {
      subscriber.onHeartbeat();
    }
  }

  private void limitLag(boolean told) {
    if (told) {
      begun = true;
      subscriber.onPause();
    }
    for (ChannelSource source : sources) {
      if (source.lags(policy)) {
        if (policy.onLag() == StreamPolicy.OnLag.END) {
          finish(EndReason.TOO_SLOW);
          return;
        }
        source.skipToNewest();
      }
    }
  }

  private void finish(EndReason why) {
    over = true;
    leave();
    sources.forEach(ChannelSource::close);
    try {
      subscriber.onEnd(why);
    } catch (RuntimeException | Error e) {
      log.warn("A subscriber of channel {} failed on its end, {}", sources.get(0).id(), why, e);
    }
    channels.ended(sources.get(0).id(), kind(), why);
  }

  /** What happens at a time of this subscription, on its loop. */
  private final class Alarm extends TimerEntry {
    private final Runnable action;

    Alarm(Runnable action) {
      this.action = action;
    }

    @Override
    void timeIsOver(WaitingList timedOut) {
      if (over) {
        return;
      }
      try {
        loop.execute(1, action);
      } catch (RuntimeException | Error e) {
        log.debug("A loop does not take a task: its subscriber is told without it", e);
        action.run();
      }
    }
  }
}
