package org.pushrelay.store.memory;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.pushrelay.channel.ChannelLog;
import org.pushrelay.message.MessageId;

/**
 * The messages that a channel keeps, oldest first: a ring, so that the oldest goes at no cost, and
 * the first one after an id is found by halving. One thread at a time: the channel's lock guards
 * it.
 */
final class MessageBuffer {
  private static final LogEntry[] NO_ROOM = {};
  private static final int FIRST_CAPACITY = 4;

  private @Nullable LogEntry[] ring = NO_ROOM;
  private int head;
  private int size;

  /** Not above the expiry of any entry. */
  private long nextExpiry = ChannelLog.NEVER;

  int size() {
    return size;
  }

  /** The entry at a place, counted from the oldest. */
  LogEntry get(int place) {
    return requireNonNull(ring[slot(place)], "an entry within the size");
  }

  /** When something may have to be dropped. */
  long nextExpiry() {
    return nextExpiry;
  }

  void add(LogEntry entry) {
    if (size == ring.length) {
      grow();
    }
    ring[slot(size)] = entry;
    size++;
    nextExpiry = Math.min(nextExpiry, entry.expiry);
  }

  private void grow() {
    @Nullable LogEntry[] larger = new LogEntry[Math.max(FIRST_CAPACITY, 2 * ring.length)];
    for (int place = 0; place < size; place++) {
      larger[place] = ring[slot(place)];
    }
    ring = larger;
    head = 0;
  }

  LogEntry removeOldest() {
    LogEntry oldest = get(0);
    ring[head] = null;
    head = slot(1);
    size--;
    if (size == 0) {
      clear();
    }
    return oldest;
  }

  /** The place of the first entry whose id is above this one; the size if there is none. */
  int firstAfter(MessageId id) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (id.isBefore(get(middle).message.id())) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /**
   * Drops what has expired, wherever it stands: messages of one channel may live for different
   * times.
   *
   * @param dropped is handed each entry that goes
   */
  void removeExpired(long now, Consumer<LogEntry> dropped) {
    if (now < nextExpiry) {
      return;
    }
    while (size > 0 && get(0).expiry <= now) {
      dropped.accept(removeOldest());
    }
    compact(now, dropped);
  }

  private void compact(long now, Consumer<LogEntry> dropped) {
    long earliest = ChannelLog.NEVER;
    int kept = 0;
    for (int place = 0; place < size; place++) {
      LogEntry entry = get(place);
      if (entry.expiry <= now) {
        dropped.accept(entry);
        continue;
      }
      earliest = Math.min(earliest, entry.expiry);
      ring[slot(kept)] = entry;
      kept++;
    }
    for (int place = kept; place < size; place++) {
      ring[slot(place)] = null;
    }
    size = kept;
    nextExpiry = earliest;
  }

  void clear() {
    Arrays.fill(ring, null);
    head = 0;
    size = 0;
    nextExpiry = ChannelLog.NEVER;
  }

  private int slot(int place) {
    int slot = head + place;
    return slot < ring.length ? slot : slot - ring.length;
  }
}
