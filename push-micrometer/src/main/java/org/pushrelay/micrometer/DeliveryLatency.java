package org.pushrelay.micrometer;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.pushrelay.channel.ChannelEvent;
import org.pushrelay.channel.ChannelListener;
import org.pushrelay.protocol.SubscriberKind;

/**
 * How long messages take from their publication until they are handed to the transport of a
 * subscriber, as a timer {@code push.delivery.latency} for each kind of subscriber. A subscriber
 * that comes later for a message that is kept counts with all the time it took. Safe from any
 * thread.
 *
 * <p>The relay measures when the message is handed over ({@link
 * ChannelEvent.SubscriberSent#latencyNanos}), by its own clock, so other listeners do not count. A
 * relay notifies its listeners of each delivery, so this costs a little for each, and nothing where
 * it is not a listener:
 *
 * <pre>{@code
 * PushEngine.builder().listener(DeliveryLatency.in(registry)).build();
 * }</pre>
 */
public final class DeliveryLatency implements ChannelListener {
  private static final String NAME = "push.delivery.latency";

  private final Map<String, Timer> timers = new HashMap<>();
  private final Timer others;

  private DeliveryLatency(MeterRegistry registry, Iterable<Tag> tags) {
    for (SubscriberKind kind : SubscriberKind.values()) {
      timers.put(kind.label(), timer(registry, tags, kind.label()));
    }
    others = timer(registry, tags, "other");
  }

  /** A listener that adds its timers to a registry. */
  public static DeliveryLatency in(MeterRegistry registry) {
    return in(registry, List.of());
  }

  /** A listener that adds its timers to a registry, with tags that tell its relay from others. */
  public static DeliveryLatency in(MeterRegistry registry, Iterable<Tag> tags) {
    return new DeliveryLatency(requireNonNull(registry, "registry"), tags);
  }

  private static Timer timer(MeterRegistry registry, Iterable<Tag> tags, String kind) {
    return Timer.builder(NAME)
        .description("The time from a publish until a subscriber's transport has the message")
        .tags(Tags.of(tags).and("kind", kind))
        .register(registry);
  }

  @Override
  public void onEvent(ChannelEvent event) {
    if (event instanceof ChannelEvent.SubscriberSent sent && sent.latencyNanos().isPresent()) {
      timers
          .getOrDefault(sent.kind(), others)
          .record(sent.latencyNanos().getAsLong(), TimeUnit.NANOSECONDS);
    }
  }
}
