package org.pushrelay.server.http;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.pushrelay.channel.ChannelId;

/** What is said of those who subscribe, by their channels. Safe from any thread. */
final class SubscriberList {
  private final Map<ChannelId, Set<Entry>> entries = new ConcurrentHashMap<>();

  /** One subscriber, which is the same as no other one. */
  private static final class Entry {
    final String info;

    Entry(String info) {
      this.info = info;
    }
  }

  /**
   * Takes one in.
   *
   * @return takes it out again
   */
  Runnable add(List<ChannelId> channels, String info) {
    Entry entry = new Entry(info);
    for (ChannelId channel : channels) {
      entries.compute(channel, (id, present) -> with(present, entry));
    }
    return () ->
        channels.forEach(id -> entries.computeIfPresent(id, (i, all) -> without(all, entry)));
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

  /** What is said of the subscribers of these channels, a line for each. */
  String lines(List<ChannelId> channels) {
    StringBuilder lines = new StringBuilder();
    channels.stream()
        .flatMap(id -> entries.getOrDefault(id, Set.of()).stream())
        .distinct()
        .forEach(entry -> lines.append(entry.info).append('\n'));
    return lines.toString();
  }
}
