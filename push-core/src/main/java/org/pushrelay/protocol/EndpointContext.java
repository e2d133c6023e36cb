package org.pushrelay.protocol;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.pushrelay.channel.Channels;
import org.pushrelay.time.Jitter;
import org.pushrelay.time.TimeSource;
import org.pushrelay.time.Timers;
import org.pushrelay.transport.BufferBudget;
import org.pushrelay.transport.ExchangeHandler;

/**
 * One relay, as all of its endpoints share it, and the place where they are made. Used by {@link
 * org.pushrelay.PushEngine} alone. Safe from any thread.
 */
public final class EndpointContext {
  /** How many keys of publishers are remembered, and for how long. */
  private static final int REMEMBERED_KEYS = 10_000;

  private static final Duration REMEMBERED_FOR = Duration.ofMinutes(10);

  private final Channels channels;
  private final Timers timers;
  private final Jitter jitter;
  private final BufferBudget budget;
  private final IdempotencyWindow window;
  private final ClientRegistry clientRegistry;
  private final MetaEventQueues metaEventQueues = new MetaEventQueues();

  /**
   * Makes a relay.
   *
   * @param channels where messages go
   * @param time clocks
   * @param timers what runs later
   * @param jitter where random times come from
   * @param budget what counts the memory that clients make the relay hold beside stored messages
   */
  public EndpointContext(
      Channels channels, TimeSource time, Timers timers, Jitter jitter, BufferBudget budget) {
    this.channels = requireNonNull(channels, "channels");
    this.timers = requireNonNull(timers, "timers");
    this.jitter = requireNonNull(jitter, "jitter");
    this.budget = requireNonNull(budget, "budget");
    this.window = new IdempotencyWindow(REMEMBERED_KEYS, REMEMBERED_FOR, time);
    this.clientRegistry = new ClientRegistry(timers);
  }

  /** Makes an endpoint for publishers. */
  public ExchangeHandler publisher(PublisherConfig config) {
    return new PublisherEndpoint(this, config);
  }

  /** Makes an endpoint for subscribers. */
  public ExchangeHandler subscriber(SubscriberConfig config) {
    return new SubscriberEndpoint(this, config);
  }

  /** Makes an endpoint for publishers and subscribers. */
  public ExchangeHandler pubSub(PublisherConfig publishing, SubscriberConfig subscribing) {
    return new PubSubEndpoint(this, publishing, subscribing);
  }

  /** Makes an endpoint for a group of channels. */
  public ExchangeHandler group(GroupConfig config) {
    return new GroupEndpoint(channels.groups(), config, jitter);
  }

  /** Makes an endpoint that lists subscribers. */
  public ExchangeHandler subscriberInfo(SubscriberInfoConfig config) {
    return new SubscriberInfoEndpoint(this, config);
  }

  /** Makes an endpoint that tells the statistics of the relay. */
  public ExchangeHandler statistics() {
    return new StatisticsEndpoint(channels::statistics, jitter);
  }

  /**
   * Ends everything that a subject was granted.
   *
   * @return how many exchanges ended
   */
  public int revoke(String subject) {
    return clientRegistry.revoke(subject);
  }

  /** Ends the questions to authorizers that are not answered yet. */
  public void drain() {
    clientRegistry.drain();
  }

  /** Returns what counts the memory that clients make the relay hold. */
  public BufferBudget budget() {
    return budget;
  }

  Channels channels() {
    return channels;
  }

  Timers timers() {
    return timers;
  }

  Jitter jitter() {
    return jitter;
  }

  IdempotencyWindow window() {
    return window;
  }

  ClientRegistry clientRegistry() {
    return clientRegistry;
  }

  MetaEventQueues metaEventQueues() {
    return metaEventQueues;
  }
}
