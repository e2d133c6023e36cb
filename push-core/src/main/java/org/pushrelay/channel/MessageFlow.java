package org.pushrelay.channel;

import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Delivery;
import org.pushrelay.subscriber.Addressed;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.Loop;
import org.pushrelay.subscriber.SubscribePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscription of a flow: a cursor that advances while there is demand. A thread that has news
 * (demand, a message, the end) counts it and drains. Only one thread drains at a time, and it
 * continues until no news was counted meanwhile. So one thread at a time calls the subscriber, and
 * never from within itself (Reactive Streams, 1.3 and 3.3).
 */
final class MessageFlow extends ChannelFollower implements Flow.Subscription {
  private static final Logger log = LoggerFactory.getLogger(MessageFlow.class);

  /** The application itself is not limited. */
  private static final Addressed NO_ADDRESS = new Addressed() {};

  private final Flow.Subscriber<? super Delivery> subscriber;
  private final ChannelHandle channel;
  private final Cursor cursor;
  private final AtomicLong demand = new AtomicLong();
  private final AtomicInteger news = new AtomicInteger();
  private volatile boolean cancelled;
  private volatile @Nullable Throwable fault;

  /** Why the relay ends it. */
  private volatile @Nullable EndReason ended;

  /** Where it reads, and the channel it reads from; set before anything is drained. */
  private @Nullable LogReader reader;

  private volatile @Nullable LiveChannel live;

  MessageFlow(Flow.Subscriber<? super Delivery> subscriber, ChannelHandle channel, Cursor cursor) {
    this.subscriber = subscriber;
    this.channel = channel;
    this.cursor = cursor;
  }

  void start() {
    // counted until the subscriber has been given its subscription, so that nothing is drained
    // before (rule 1.9)
    news.set(1);
    notifyingAfter(
        () -> {
          open();
          try {
            subscriber.onSubscribe(this);
          } catch (RuntimeException | Error e) {
            dropFailing(e);
          }
          drainOn(1);
        });
  }

  private void open() {
    try {
      Admission admission = channel.onLiveChannel(false, NO_ADDRESS, this::follow);
      if (admission instanceof Admission.Admitted admitted) {
        reader = admitted.place();
      } else if (admission == null) {
        fault =
            new IllegalStateException(
                "channel " + channel.id() + ": " + channel.channels().refusal(channel.id()));
      } else if (admission instanceof Admission.Refused refused) {
        ended = refused.reason();
      }
    } catch (StoreException e) {
      // the one way to tell a flow subscriber (rule 1.9)
      fault = e;
    }
  }

  private @Nullable Admission follow(LiveChannel candidate) {
    live = candidate;
    // it replaces no other subscriber, and does not set how long the channel stays
    return candidate.follow(cursor, SubscribePolicy.NO_TIMEOUT, Optional.empty(), this);
  }

  @Override
  Loop loop() {
    return Loop.CALLER;
  }

  @Override
  public void request(long n) {
    if (n <= 0) {
      fault =
          new IllegalArgumentException("request: " + n + " (expected: > 0; Reactive Streams, 3.9)");
    } else {
      demand.accumulateAndGet(n, (have, more) -> have + more < 0 ? Long.MAX_VALUE : have + more);
    }
    drain();
  }

  @Override
  public void cancel() {
    cancelled = true;
    leave();
    drain();
  }

  @Override
  void wake() {
    drain();
  }

  @Override
  String kind() {
    return "flow";
  }

  @Override
  void end(EndReason reason) {
    ended = reason;
    channel.channels().listeners().left(channel.id(), kind());
    drain();
  }

  private void leave() {
    LiveChannel followed = live;
    if (followed != null) {
      followed.unfollow(this);
    }
  }

  private void drain() {
    if (news.getAndIncrement() == 0) {
      notifyingAfter(() -> drainOn(1));
    }
  }

  /** Notifies listeners of what a task does when the task has ended. */
  private void notifyingAfter(Runnable task) {
    channel
        .channels()
        .listeners()
        .after(
            () -> {
              task.run();
              return null;
            });
  }

  private void drainOn(int counted) {
    int seen = counted;
    do {
      try {
        deliver();
      } catch (StoreException e) {
        // the next turn says so
        fault = e;
        news.incrementAndGet();
      } catch (RuntimeException | Error e) {
        dropFailing(e);
      }
      seen = news.addAndGet(-seen);
    } while (seen != 0);
  }

  /** The subscriber broke its promise not to throw (rule 2.13); others must not suffer from it. */
  private void dropFailing(Throwable failure) {
    log.warn("A flow subscriber of channel {} failed", channel.id(), failure);
    cancelled = true;
    leave();
  }

  private void deliver() {
    LogReader place = reader;
    if (cancelled) {
      // lets go of the messages that the place holds
      reader = null;
      return;
    }
    Throwable broken = fault;
    if (broken != null) {
      finish();
      subscriber.onError(broken);
      return;
    }
    // looked at before the place is: what was appended before the end is delivered before it
    EndReason last = ended;
    if (place != null) {
      readOn(place);
    }
    if (last != null && !cancelled) {
      finish();
      subscriber.onComplete();
      channel.channels().ended(channel.id(), kind(), last);
    }
  }

  /** Delivers what is asked for, as far as it is there. */
  private void readOn(LogReader place) {
    while (!cancelled) {
      place.limitLag(Channel.MAX_LAG_MESSAGES, Channel.MAX_LAG_BYTES);
      Optional<Delivery> next = demand.get() > 0 ? place.next() : Optional.empty();
      if (next.isEmpty()) {
        return;
      }
      if (demand.get() != Long.MAX_VALUE) {
        demand.decrementAndGet();
      }
      subscriber.onNext(next.get());
      channel.channels().relayCounters().delivered.increment();
      channel.channels().listeners().sent(channel.id(), kind(), next.get().message().id());
    }
  }

  private void finish() {
    cancelled = true;
    leave();
    reader = null;
  }
}
