package org.pushrelay.micrometer;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.pushrelay.channel.ChannelEvent;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.channel.ChannelListener;
import org.pushrelay.message.MessageId;
import org.pushrelay.protocol.SubscriberKind;

/**
 * How long messages take from their publication until they are handed to the transport of a
 * subscriber, as a timer {@code push.delivery.latency} for each kind of subscriber. Who comes later
 * for a message that is kept counts with all the time it took. Safe from any thread.
 *
 * <p>A relay tells its listeners of each publish and each delivery, so this costs a little for
 * each, and nothing where it is not a listener:
 *
 * <pre>{@code
 * PushEngine.builder().listener(DeliveryLatency.in(registry)).build();
 * }</pre>
 */
public final class DeliveryLatency implements ChannelListener {
  private static final String NAME = "push.delivery.latency";

  /** A power of two: so many of the latest publications are known. */
  private static final int PLACES = 8192;

  private final Clock clock;
  private final Map<String, Timer> timers = new HashMap<>();
  private final Timer others;

  /**
   * When messages were published, each at the place that its id has: one that has the place of
   * another pushes that out, and its deliveries are not timed any more.
   */
  private final AtomicReferenceArray<@Nullable Publication> publications =
      new AtomicReferenceArray<>(PLACES);

  private DeliveryLatency(MeterRegistry registry, Iterable<Tag> tags) {
    clock = registry.config().clock();
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

  private record Publication(ChannelId channel, MessageId message, long nanos) {
    boolean is(ChannelId otherChannel, MessageId otherMessage) {
      return message.equals(otherMessage) && channel.equals(otherChannel);
    }
  }

  @Override
  public void onEvent(ChannelEvent event) {
    if (event instanceof ChannelEvent.Published published) {
      ChannelId channel = published.channel();
      MessageId message = published.message();
      publications.set(
          place(channel, message), new Publication(channel, message, clock.monotonicTime()));
    } else if (event instanceof ChannelEvent.SubscriberSent sent) {
      Publication publication = publications.get(place(sent.channel(), sent.message()));
      if (publication != null && publication.is(sent.channel(), sent.message())) {
        timers
            .getOrDefault(sent.kind(), others)
            .record(clock.monotonicTime() - publication.nanos(), TimeUnit.NANOSECONDS);
      }
    }
  }

  private static int place(ChannelId channel, MessageId message) {
    int hash = 31 * channel.hashCode() + message.hashCode();
    return (hash ^ hash >>> 16) & PLACES - 1;
  }
}
