package org.pushrelay.channel;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.pushrelay.subscriber.EndReason;

/** What is counted over all channels. Counting costs no lock. */
final class RelayCounters {
  final LongAdder published = new LongAdder();
  final LongAdder delivered = new LongAdder();
  final LongAdder channels = new LongAdder();
  final LongAdder messages = new LongAdder();
  final LongAdder waiting = new LongAdder();
  final LongAdder following = new LongAdder();

  /** Open streams for each kind; there are few kinds. */
  private final ConcurrentMap<String, LongAdder> streams = new ConcurrentHashMap<>();

  private final Map<PublishResult.Refused, LongAdder> refused =
      new EnumMap<>(PublishResult.Refused.class);
  private final Map<EndReason, LongAdder> ended = new EnumMap<>(EndReason.class);

  RelayCounters() {
    // filled here and never changed, so that all threads can read them
    for (PublishResult.Refused reason : PublishResult.Refused.values()) {
      refused.put(reason, new LongAdder());
    }
    for (EndReason reason : EndReason.values()) {
      ended.put(reason, new LongAdder());
    }
  }

  LongAdder refused(PublishResult.Refused reason) {
    return requireNonNull(refused.get(reason), "an adder for each reason");
  }

  LongAdder ended(EndReason reason) {
    return requireNonNull(ended.get(reason), "an adder for each reason");
  }

  LongAdder streams(String kind) {
    LongAdder known = streams.get(kind);
    return known != null ? known : streams.computeIfAbsent(kind, first -> new LongAdder());
  }

  Statistics statistics(ChannelStore store) {
    Map<PublishResult.Refused, Long> refusals = new EnumMap<>(PublishResult.Refused.class);
    refused.forEach((reason, count) -> refusals.put(reason, count.sum()));
    Map<EndReason, Long> ends = new EnumMap<>(EndReason.class);
    ended.forEach((reason, count) -> ends.put(reason, count.sum()));
    Map<String, Long> open = new HashMap<>();
    streams.forEach((kind, count) -> open.put(kind, count.sum()));
    return new Statistics(
        published.sum(),
        delivered.sum(),
        channels.sum(),
        messages.sum(),
        waiting.sum(),
        following.sum(),
        open,
        store.usedBytes(),
        store.maxBytes(),
        refusals,
        ends);
  }
}
