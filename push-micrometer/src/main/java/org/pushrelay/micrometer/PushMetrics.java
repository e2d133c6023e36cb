package org.pushrelay.micrometer;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.PublishResult;
import org.pushrelay.channel.Statistics;
import org.pushrelay.protocol.SubscriberKind;
import org.pushrelay.subscriber.EndReason;

/**
 * What a relay has and has done, as Micrometer's meters. They read the relay's own counters when
 * they are asked, so that nothing is added to a publish or a delivery. Their number is fixed: no
 * channel, group or client is a tag.
 *
 * <pre>{@code
 * new PushMetrics(engine).bindTo(registry);
 * }</pre>
 */
public final class PushMetrics implements MeterBinder {
  private static final String KIND = "kind";
  private static final String REASON = "reason";

  private final PushEngine engine;
  private final Tags tags;

  /** The meters of a relay, without tags of their own. */
  public PushMetrics(PushEngine engine) {
    this(engine, List.of());
  }

  /** The meters of a relay, with tags that tell it from others. */
  public PushMetrics(PushEngine engine, Iterable<Tag> tags) {
    this.engine = requireNonNull(engine, "engine");
    this.tags = Tags.of(tags);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    counter(registry, "push.messages.published", "Messages that were published", tags)
        .accept(Statistics::published);
    counter(registry, "push.messages.delivered", "Messages that were handed to a subscriber", tags)
        .accept(Statistics::delivered);
    gauge(registry, "push.channels", "Channels that exist", "", tags).accept(Statistics::channels);
    gauge(registry, "push.messages.stored", "Messages that channels keep", "", tags)
        .accept(Statistics::messages);
    gauge(registry, "push.memory.used", "What channels and messages take", "bytes", tags)
        .accept(Statistics::usedBytes);
    gauge(registry, "push.memory.max", "What they may take", "bytes", tags)
        .accept(Statistics::maxBytes);
    subscribers(registry);
    reasons(registry);
  }

  private void subscribers(MeterRegistry registry) {
    gauge(registry, "push.subscribers", "Subscribers of a channel", "", tags.and(KIND, "waiting"))
        .accept(Statistics::waiting);
    gauge(registry, "push.subscribers", "Subscribers of a channel", "", tags.and(KIND, "following"))
        .accept(Statistics::following);
    for (SubscriberKind kind : SubscriberKind.values()) {
      gauge(registry, "push.streams", "Open streams", "", tags.and(KIND, kind.label()))
          .accept(now -> now.streams().getOrDefault(kind.label(), 0L));
    }
  }

  private void reasons(MeterRegistry registry) {
    for (PublishResult.Refused reason : PublishResult.Refused.values()) {
      counter(registry, "push.messages.refused", "Messages that were refused", tags(reason))
          .accept(now -> now.refused().getOrDefault(reason, 0L));
    }
    for (EndReason reason : EndReason.values()) {
      counter(
              registry,
              "push.subscribers.ended",
              "Subscribers that were refused or sent away, or waited in vain",
              tags(reason))
          .accept(now -> now.ended().getOrDefault(reason, 0L));
    }
  }

  private Tags tags(Enum<?> reason) {
    return tags.and(REASON, reason.name().toLowerCase(Locale.ROOT));
  }

  /** What a meter reads; given to it last, so that the lines above read like a table. */
  private interface Reading {
    void accept(ToDoubleFunction<Statistics> value);
  }

  private Reading counter(MeterRegistry registry, String name, String description, Tags all) {
    return value ->
        FunctionCounter.builder(name, engine, of -> value.applyAsDouble(of.statistics()))
            .description(description)
            .tags(all)
            .register(registry);
  }

  private Reading gauge(
      MeterRegistry registry, String name, String description, String unit, Tags all) {
    return value ->
        Gauge.builder(name, engine, of -> value.applyAsDouble(of.statistics()))
            .description(description)
            .baseUnit(unit.isEmpty() ? null : unit)
            .tags(all)
            .register(registry);
  }
}
