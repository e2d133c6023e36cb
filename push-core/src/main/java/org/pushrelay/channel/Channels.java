package org.pushrelay.channel;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.MessageId;
import org.pushrelay.message.MultiplexedId;
import org.pushrelay.subscriber.Addressed;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.StreamPolicy;
import org.pushrelay.subscriber.StreamSubscriber;
import org.pushrelay.subscriber.StreamSubscription;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.time.Cancellable;
import org.pushrelay.time.TimeSource;
import org.pushrelay.time.Timers;

/**
 * All channels of one relay: finds, creates and forgets them. Safe from any thread.
 *
 * <p>Lock order: a bin of the table, then a {@link LiveChannel}, then its {@link Deadlines}.
 */
public final class Channels {
  /** So many channels can begin and end waits at once; a power of two. */
  private static final int DEADLINE_SHARES = 16;

  private final ConcurrentMap<ChannelId, LiveChannel> live = new ConcurrentHashMap<>();
  private final ChannelStore store;
  private final RelayCounters relayCounters = new RelayCounters();
  private final ChannelGroups groups = new ChannelGroups(this);
  private final ChannelMakers makers;
  private final ChannelEventDispatcher listeners;
  private final TimeSource time;
  private final Timers timers;
  private final Deadlines[] deadlines = new Deadlines[DEADLINE_SHARES];
  private volatile boolean draining;

  /** Channels whose messages are in this store, and whose times are taken from here. */
  public Channels(ChannelStore store, TimeSource time, Timers timers) {
    this(store, time, timers, List.of());
  }

  /** Creates the channels of a store, whose events the given listeners get. */
  public Channels(
      ChannelStore store, TimeSource time, Timers timers, List<ChannelListener> listeners) {
    this(store, time, timers, listeners, 0);
  }

  /**
   * Channels whose messages are in this store.
   *
   * @param maxChannelsPerAddress how many channels the subscribers of one address may make before a
   *     publisher uses them; 0 is no limit
   */
  public Channels(
      ChannelStore store,
      TimeSource time,
      Timers timers,
      List<ChannelListener> listeners,
      int maxChannelsPerAddress) {
    this.makers = new ChannelMakers(maxChannelsPerAddress);
    this.store = requireNonNull(store, "store");
    this.time = requireNonNull(time, "time");
    this.listeners = new ChannelEventDispatcher(listeners, time);
    this.timers = requireNonNull(timers, "timers");
    Arrays.setAll(deadlines, share -> new Deadlines(this));
  }

  /**
   * Gives a subscriber the messages of one channel or of several, as {@link Channel#stream} does:
   * each channel's in its order, and all of them in order of time.
   *
   * @param ids different ones, at least one
   * @param policy holds for each of the channels
   * @throws StoreException if the store is broken
   */
  public StreamSubscription stream(
      List<ChannelId> ids,
      Cursor cursor,
      SubscribePolicy policy,
      StreamPolicy streamPolicy,
      StreamSubscriber subscriber) {
    checkArgument(!ids.isEmpty(), "ids: none (expected: at least one)");
    checkArgument(
        !(cursor instanceof Cursor.Multiplexed several) || several.id().size() == ids.size(),
        "cursor: %s (expected: one for %s channels)",
        cursor,
        ids.size());
    List<ChannelHandle> names = ids.stream().map(this::handle).toList();
    Cursor from = checkedCursor(cursor);
    StreamSession stream = new StreamSession(this, names, from, policy, streamPolicy, subscriber);
    return listeners.after(
        () -> {
          stream.open(from);
          return stream;
        });
  }

  /**
   * The cursor itself; or an unknown one, if it names an id of a second that the store has not come
   * to. Such an id is of an earlier run, or of another relay, and would hide all that is published
   * until that second.
   */
  Cursor checkedCursor(Cursor cursor) {
    if (cursor instanceof Cursor.After after) {
      MessageId id = after.id();
      // in front of the next second
      boolean isEnd = id.tag() == Integer.MAX_VALUE;
      return store.hasReached(isEnd ? id.time() + 1 : id.time()) ? cursor : Cursor.unknown(id);
    }
    if (cursor instanceof Cursor.Multiplexed several && !store.hasReached(several.id().time())) {
      MultiplexedId id = several.id();
      return Cursor.unknown(new MessageId(id.time(), Math.max(0, id.tag(id.current()))));
    }
    return cursor;
  }

  /** The handle of a channel; it need not exist, and does not by this call. */
  public Channel channel(ChannelId id) {
    return handle(id);
  }

  private ChannelHandle handle(ChannelId id) {
    LiveChannel known = live.get(id);
    return known != null ? known.handle() : new ChannelHandle(id, this);
  }

  /** The channels that exist at the moment, in no order. */
  public List<ChannelId> list() {
    return List.copyOf(live.keySet());
  }

  /**
   * Ends all subscriptions, and from now on refuses each publish and each request for a message,
   * even for one that is in the buffer.
   */
  public void drain() {
    // first the flag, then the channels: a call after the sweep of its channel sees the flag
    draining = true;
    live.values().forEach(LiveChannel::drain);
  }

  /** Whether {@link #drain} was called. */
  public boolean isDraining() {
    return draining;
  }

  /**
   * Returns the channel, even if the call that creates it is still in progress; null if no call is
   * creating it.
   */
  @Nullable LiveChannel find(ChannelId id) {
    return live.get(id);
  }

  @Nullable LiveChannel existing(ChannelId id) {
    LiveChannel found = live.get(id);
    return found != null && found.isBorn() ? found : null;
  }

  /**
   * The channel, made if it was not there; null if the store has no room for it, or the
   * subscriber's address has made as many as it may.
   *
   * @param subscriber asks for it by subscribing; null for a publisher
   */
  @Nullable LiveChannel existingOrNew(ChannelId id, @Nullable Addressed subscriber) {
    LiveChannel found = live.get(id);
    return found != null ? found : make(id, subscriber == null ? null : subscriber.address());
  }

  private @Nullable LiveChannel make(ChannelId id, @Nullable String maker) {
    LiveChannel made = live.computeIfAbsent(id, key -> open(key, maker));
    if (made != null) {
      // its group may be counted since it was opened: who began to count it did not see it then
      count(made);
      if (!listeners.isEmpty() && made.announce()) {
        listeners.dispatch(new ChannelEvent.Created(id));
      }
    }
    return made;
  }

  private @Nullable LiveChannel open(ChannelId id, @Nullable String maker) {
    Group group = groups.enter(id.group());
    if (group == null) {
      return openIn(null, id, maker);
    }
    LiveChannel opened = null;
    try {
      opened = group.takeChannel() ? openIn(group, id, maker) : null;
      return opened;
    } finally {
      // also if the store failed
      if (opened == null) {
        groups.leave(group);
      }
    }
  }

  private @Nullable LiveChannel openIn(
      @Nullable Group group, ChannelId id, @Nullable String maker) {
    LiveChannel opened = null;
    boolean counted = maker != null && makers.take(maker);
    try {
      if (maker == null || counted) {
        opened =
            (maker == null ? store.open(id) : store.openForSubscriber(id))
                .map(log -> new LiveChannel(id, this, log, group, maker))
                .orElse(null);
      }
      return opened;
    } finally {
      // also if the store failed
      if (opened == null && group != null) {
        group.changeChannels(-1);
      }
      if (opened == null && maker != null && counted) {
        makers.release(maker);
      }
    }
  }

  /** What the subscribers of each address have made. */
  ChannelMakers makers() {
    return makers;
  }

  ChannelEventDispatcher listeners() {
    return listeners;
  }

  /** Counts a refused message, and dispatches its event. */
  void refused(ChannelId id, PublishResult.Refused reason) {
    relayCounters.refused(reason).increment();
    if (!listeners.isEmpty()) {
      listeners.dispatch(new ChannelEvent.PublishRefused(id, reason));
    }
  }

  /** Counts the end of a subscription without a message, and dispatches its event. */
  void ended(ChannelId id, String kind, EndReason reason) {
    relayCounters.ended(reason).increment();
    if (!listeners.isEmpty()) {
      listeners.dispatch(new ChannelEvent.SubscriberEnded(id, kind, reason));
    }
  }

  /** Returns why no channel could be created for a publisher. */
  PublishResult.Refused refusal(ChannelId id) {
    return groups.isFull(id.group())
        ? PublishResult.Refused.GROUP_CHANNELS
        : PublishResult.Refused.NO_ROOM;
  }

  /** Returns why no channel could be created for a subscriber. */
  EndReason noChannel(ChannelId id) {
    return groups.isFull(id.group()) ? EndReason.GROUP_CHANNELS : EndReason.NO_ROOM;
  }

  /** All groups are counted from now on: what exists of them is, too. */
  void recount() {
    live.values().forEach(this::count);
  }

  /** One more group is counted from now on. */
  void recount(String group) {
    for (LiveChannel channel : live.values()) {
      if (channel.id().group().equals(group)) {
        count(channel);
      }
    }
  }

  private void count(LiveChannel channel) {
    Group group = groups.enter(channel.id().group());
    if (group != null && !channel.countIn(group)) {
      groups.leave(group);
    }
  }

  /** Removes a channel that is gone. Several threads may find it so; the first one removes it. */
  void forget(LiveChannel gone) {
    if (live.remove(gone.id(), gone)) {
      Group group = gone.group();
      if (group != null) {
        groups.leave(group);
      }
    }
  }

  RelayCounters relayCounters() {
    return relayCounters;
  }

  /** The groups whose use is counted and limited. */
  public ChannelGroups groups() {
    return groups;
  }

  /** What there is, and what was done. */
  public Statistics statistics() {
    return relayCounters.statistics(store);
  }

  /** Returns the deadlines of a channel's waiters. Several channels share them. */
  Deadlines deadlines(ChannelId id) {
    int hash = id.hashCode();
    return deadlines[(hash ^ hash >>> 16) & DEADLINE_SHARES - 1];
  }

  long now() {
    return time.nanos();
  }

  Cancellable at(long nanos, Runnable task) {
    return timers.schedule(nanos - now(), task);
  }

  Cancellable later(Duration delay, Runnable task) {
    return timers.schedule(nanos(delay), task);
  }

  /** In nanoseconds, or as many as there can be. */
  static long nanos(Duration duration) {
    return TimeUnit.NANOSECONDS.convert(duration);
  }
}
