package org.pushrelay.protocol;

import com.google.common.collect.HashMultimap;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.SetMultimap;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.message.MessageDraft;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the events of one channel of the group {@value MetaEventConfig#GROUP} in the order of
 * their entries. Safe from any thread.
 *
 * <pre>
 *   open --- happened, and all awaited polls have left ---> ready --- first in the queue ---> published
 *       \--- did not happen --> removed
 * </pre>
 *
 * <p>A publisher opens an entry before it delivers, since its subscribers may react on other
 * threads before its publish returns. What a stream reports meanwhile stands behind that entry.
 * What a poll reports stands in front of it, and the entry waits for each poll that was held when
 * it was opened: the message answers all of them.
 *
 * <p>Events are published with no lock held, by one thread at a time. Lock order: a {@link
 * SubscriptionReport}, then this one.
 */
final class MetaEventQueue {
  private static final Logger log = LoggerFactory.getLogger(MetaEventQueue.class);

  private final Channel target;

  @GuardedBy("this")
  private final List<Entry> entries = new ArrayList<>(1);

  /** The polls that are held, by their channel. */
  @GuardedBy("this")
  private final SetMultimap<ChannelId, SubscriptionReport> held = HashMultimap.create();

  @GuardedBy("this")
  private boolean publishing;

  MetaEventQueue(Channel target) {
    this.target = target;
  }

  /** One event. Guarded by its queue. */
  static final class Entry {
    private @Nullable Supplier<MessageDraft> event;

    /** The held polls that it waits for, by their channel. */
    private SetMultimap<ChannelId, SubscriptionReport> awaited = ImmutableSetMultimap.of();

    private boolean isReady() {
      return event != null && awaited.isEmpty();
    }
  }

  /** Adds an event behind all others. */
  synchronized Entry add(Supplier<MessageDraft> event) {
    Entry entry = new Entry();
    entry.event = event;
    entries.add(entry);
    return entry;
  }

  /** Adds an event behind another one, but in front of the first open entry behind that. */
  synchronized void addBehind(Entry earlier, Supplier<MessageDraft> event) {
    // if the earlier one is published, its place is in front of the first
    int place = entries.indexOf(earlier) + 1;
    while (place < entries.size() && entries.get(place).isReady()) {
      place++;
    }
    Entry entry = new Entry();
    entry.event = event;
    entries.add(place, entry);
  }

  /** Makes an entry that waits for the polls that are held on these channels at the moment. */
  synchronized Entry awaiting(Collection<ChannelId> ids) {
    Entry entry = new Entry();
    entry.awaited = HashMultimap.create();
    for (ChannelId id : ids) {
      entry.awaited.putAll(id, held.get(id));
    }
    return entry;
  }

  /** Gives an entry its place, behind all others. */
  synchronized void open(Entry entry) {
    entries.add(entry);
  }

  /**
   * An entry has happened. It gets its place now, if it has none yet.
   *
   * @param ids the channels on which it happened: polls of others are not awaited any more
   */
  synchronized void happened(Entry entry, Collection<ChannelId> ids, Supplier<MessageDraft> event) {
    entry.event = event;
    entry.awaited.keySet().retainAll(ids);
    // a poll that left before the entry had its place was not taken out of it
    for (ChannelId id : ids) {
      entry.awaited.get(id).retainAll(held.get(id));
    }
    if (!entries.contains(entry)) {
      entries.add(entry);
    }
  }

  /** An entry does not happen. */
  synchronized void remove(Entry entry) {
    entries.remove(entry);
  }

  /** A poll is held. */
  synchronized void hold(ChannelId channel, SubscriptionReport poll) {
    held.put(channel, poll);
  }

  /** A poll is not held any more. */
  synchronized void release(ChannelId channel, SubscriptionReport poll) {
    if (held.remove(channel, poll)) {
      for (Entry entry : entries) {
        if (!entry.awaited.isEmpty()) {
          entry.awaited.remove(channel, poll);
        }
      }
    }
  }

  /** Publishes the events in front of the first open entry. */
  void publish() {
    if (!begins()) {
      return;
    }
    for (Supplier<MessageDraft> event = next(); event != null; event = next()) {
      try {
        CompletableFuture<?> unused =
            target
                .publish(event.get())
                .exceptionally(
                    failure -> {
                      warn(failure);
                      return null;
                    });
      } catch (RuntimeException | Error e) {
        warn(e);
      }
    }
  }

  private synchronized boolean begins() {
    boolean first = !publishing;
    publishing = true;
    return first;
  }

  private synchronized @Nullable Supplier<MessageDraft> next() {
    if (entries.isEmpty() || !entries.get(0).isReady()) {
      publishing = false;
      return null;
    }
    return entries.remove(0).event;
  }

  private void warn(Throwable failure) {
    log.warn("An event was not published to channel {}", target.id(), failure);
  }
}
