package org.pushrelay;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.ChannelGroups;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.channel.ChannelStore;
import org.pushrelay.channel.Channels;
import org.pushrelay.channel.Statistics;
import org.pushrelay.protocol.ChannelEvents;
import org.pushrelay.protocol.GroupConfig;
import org.pushrelay.protocol.GroupEndpoint;
import org.pushrelay.protocol.PublisherConfig;
import org.pushrelay.protocol.PublisherEndpoint;
import org.pushrelay.protocol.StatisticsEndpoint;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.protocol.SubscriberEndpoint;
import org.pushrelay.time.Jitter;
import org.pushrelay.time.Timers;
import org.pushrelay.transport.ExchangeHandler;

/**
 * The way in: one relay with all its channels. Endpoints made here are given to the adapter of an
 * HTTP server; an application that needs no HTTP calls the channels themselves. Safe from any
 * thread.
 *
 * <pre>{@code
 * PushEngine engine = PushEngine.create();
 * Channel news = engine.channel("news");
 * news.publish(MessageDraft.text("hello"));
 * }</pre>
 */
public final class PushEngine implements AutoCloseable {
  private final Channels channels;
  private final ChannelStore store;
  private final Timers timers;
  private final Jitter jitter;

  PushEngine(PushEngineBuilder settings) {
    this.timers = settings.timers();
    this.store = settings.store();
    this.channels = new Channels(store, settings.time(), timers, settings.listeners());
    this.jitter = settings.jitter();
  }

  /** A relay with all defaults: messages in up to 32 MiB of memory. */
  public static PushEngine create() {
    return builder().build();
  }

  /** For a relay with other settings. */
  public static PushEngineBuilder builder() {
    return new PushEngineBuilder();
  }

  /** The channel of this name in the group without a name. It need not exist yet. */
  public Channel channel(String name) {
    return channel(ChannelId.of(name));
  }

  /** The channel of this id. It need not exist yet. */
  public Channel channel(ChannelId id) {
    return channels.channel(requireNonNull(id, "id"));
  }

  /** The channels that exist at the moment, in no order. */
  public List<ChannelId> channels() {
    return channels.list();
  }

  /** How many bytes channels and messages take of the reserved memory. */
  public long usedBytes() {
    return store.usedBytes();
  }

  /** An endpoint for publishers with all defaults: {@code POST /pub?id=news}. */
  public ExchangeHandler publisher() {
    return publisher(PublisherConfig.DEFAULT);
  }

  /** An endpoint for publishers. */
  public ExchangeHandler publisher(PublisherConfig config) {
    return new PublisherEndpoint(channels, config, jitter);
  }

  /** An endpoint for subscribers with all defaults: {@code GET /sub?id=news}. */
  public ExchangeHandler subscriber() {
    return subscriber(SubscriberConfig.DEFAULT);
  }

  /** An endpoint for subscribers. */
  public ExchangeHandler subscriber(SubscriberConfig config) {
    return new SubscriberEndpoint(channels, config, jitter);
  }

  /** An endpoint for publishers that publishes what happens on its channels. */
  public ExchangeHandler publisher(PublisherConfig config, ChannelEvents events) {
    return new PublisherEndpoint(channels, config, jitter, events);
  }

  /** An endpoint for subscribers that publishes what happens on its channels. */
  public ExchangeHandler subscriber(SubscriberConfig config, ChannelEvents events) {
    return new SubscriberEndpoint(channels, config, jitter, events);
  }

  /** An endpoint that says what there is and what was done, as Nchan does. */
  public ExchangeHandler stubStatus() {
    return new StatisticsEndpoint(this::statistics, jitter);
  }

  /** The groups whose use is counted and limited; none, until it is said there. */
  public ChannelGroups groups() {
    return channels.groups();
  }

  /**
   * An endpoint that says what a group uses, sets its limits and deletes its channels. It is for
   * groups that are counted ({@link ChannelGroups#count}), and needs protection by who mounts it.
   */
  public ExchangeHandler group(GroupConfig config) {
    return new GroupEndpoint(channels.groups(), config, jitter);
  }

  /** What there is, and what was done. */
  public Statistics statistics() {
    return channels.statistics();
  }

  /**
   * Answers all requests that are held, and refuses those that would publish, or ask for a message,
   * from now on. Call it before the HTTP server is stopped.
   */
  public void drain() {
    channels.drain();
  }

  /** Whether {@link #drain} was called. */
  public boolean isDraining() {
    return channels.isDraining();
  }

  /** Drains, and closes the timers, also those that were given to the builder. */
  @Override
  public void close() {
    drain();
    timers.close();
  }
}
