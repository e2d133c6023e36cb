package org.pushrelay.channel;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.pushrelay.subscriber.EndReason;

/** What is counted over all channels. Counting costs no lock. */
final class Totals {
  final LongAdder published = new LongAdder();
  final LongAdder delivered = new LongAdder();
  final LongAdder channels = new LongAdder();
  final LongAdder messages = new LongAdder();
  final LongAdder waiting = new LongAdder();
  final LongAdder following = new LongAdder();
  private final Map<PublishResult.Refused, LongAdder> refused =
      new EnumMap<>(PublishResult.Refused.class);
  private final Map<EndReason, LongAdder> ended = new EnumMap<>(EndReason.class);

  Totals() {
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

  Statistics statistics(ChannelStore store) {
    Map<PublishResult.Refused, Long> refusals = new EnumMap<>(PublishResult.Refused.class);
    refused.forEach((reason, count) -> refusals.put(reason, count.sum()));
    Map<EndReason, Long> ends = new EnumMap<>(EndReason.class);
    ended.forEach((reason, count) -> ends.put(reason, count.sum()));
    return new Statistics(
        published.sum(),
        delivered.sum(),
        channels.sum(),
        messages.sum(),
        waiting.sum(),
        following.sum(),
        store.usedBytes(),
        store.maxBytes(),
        refusals,
        ends);
  }
}
