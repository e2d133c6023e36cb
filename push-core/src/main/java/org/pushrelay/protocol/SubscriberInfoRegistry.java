package org.pushrelay.protocol;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.pushrelay.channel.ChannelId;

/**
 * The subscribers of one relay that hold a request at this moment, by their channels, with a line
 * of text for each. Holds those whose endpoint says what there is to say of them ({@link
 * org.pushrelay.hook.Hooks#info}). Safe from any thread.
 */
final class SubscriberInfoRegistry {
  private final Map<ChannelId, Set<Entry>> entries = new ConcurrentHashMap<>();

  /** One subscriber. Compares by identity: two subscribers may have the same line. */
  private static final class Entry implements Runnable {
    final SubscriberInfoRegistry list;
    final List<ChannelId> channels;
    final String line;

    Entry(SubscriberInfoRegistry list, List<ChannelId> channels, String line) {
      this.list = list;
      this.channels = channels;
      this.line = line;
    }

    /** Takes the subscriber out of the list. */
    @Override
    public void run() {
      for (ChannelId channel : channels) {
        list.entries.computeIfPresent(channel, (id, all) -> without(all, this));
      }
    }
  }

  /**
   * Adds a subscriber.
   *
   * @return takes it out again
   */
  Runnable add(List<ChannelId> channels, String line) {
    Entry entry = new Entry(this, channels, line);
    for (ChannelId channel : channels) {
      entries.compute(channel, (id, present) -> with(present, entry));
    }
    return entry;
  }

  private static Set<Entry> with(@Nullable Set<Entry> present, Entry entry) {
    Set<Entry> all = present == null ? ConcurrentHashMap.newKeySet() : present;
    all.add(entry);
    return all;
  }

  private static @Nullable Set<Entry> without(Set<Entry> all, Entry entry) {
    all.remove(entry);
    return all.isEmpty() ? null : all;
  }

  /** Returns the lines of the subscribers of these channels, one for each subscriber. */
  List<String> lines(List<ChannelId> channels) {
    return channels.stream()
        .flatMap(id -> entries.getOrDefault(id, Set.of()).stream())
        .distinct()
        .map(entry -> entry.line)
        .toList();
  }
}
