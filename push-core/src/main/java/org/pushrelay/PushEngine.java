package org.pushrelay;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.ChannelGroups;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.channel.ChannelStore;
import org.pushrelay.channel.Channels;
import org.pushrelay.channel.Statistics;
import org.pushrelay.protocol.EndpointContext;
import org.pushrelay.protocol.GroupConfig;
import org.pushrelay.protocol.PublisherConfig;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.protocol.SubscriberInfoConfig;
import org.pushrelay.time.Timers;
import org.pushrelay.transport.BufferBudget;
import org.pushrelay.transport.ExchangeHandler;

/**
 * The way in: one relay with all its channels. Endpoints made here are given to the adapter of an
 * HTTP server; an application that needs no HTTP calls the channels themselves. Safe from any
 * thread.
 *
 * <pre>{@code
 * PushEngine engine = PushEngine.create();
 * Channel news = engine.channel("news");
 * news.subscribe(message -> print(message.text()));
 * news.publish("hello");
 * }</pre>
 */
public final class PushEngine implements AutoCloseable {
  private final Channels channels;
  private final ChannelStore store;

  /** The timers that the engine made, and closes; null if the builder was given others. */
  private final @Nullable Timers ownTimers;

  private final EndpointContext relay;

  PushEngine(PushEngineBuilder settings) {
    Timers given = settings.timers();
    this.ownTimers = given == null ? Timers.threaded() : null;
    Timers timers = given == null ? requireNonNull(ownTimers) : given;
    this.store = settings.store();
    this.channels =
        new Channels(
            store, settings.time(), timers, settings.listeners(), settings.maxChannelsPerAddress());
    this.relay =
        new EndpointContext(
            channels, settings.time(), timers, settings.jitter(), settings.budget());
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

  /**
   * Returns the budget that the relay counts against what clients make it hold beside stored
   * messages; the adapter of an HTTP server counts against the same one.
   */
  public BufferBudget budget() {
    return relay.budget();
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
    return relay.publisher(requireNonNull(config, "config"));
  }

  /** Makes an endpoint for publishers: {@code engine.publisher(p -> p.maxBodyBytes(4096))}. */
  public ExchangeHandler publisher(Consumer<PublisherConfig.Builder> settings) {
    return publisher(publishing(settings));
  }

  /** An endpoint for subscribers with all defaults: {@code GET /sub?id=news}. */
  public ExchangeHandler subscriber() {
    return subscriber(SubscriberConfig.DEFAULT);
  }

  /** An endpoint for subscribers. */
  public ExchangeHandler subscriber(SubscriberConfig config) {
    return relay.subscriber(requireNonNull(config, "config"));
  }

  /**
   * Makes an endpoint for subscribers: {@code engine.subscriber(s ->
   * s.timeout(Duration.ofSeconds(60)))}.
   */
  public ExchangeHandler subscriber(Consumer<SubscriberConfig.Builder> settings) {
    return subscriber(subscribing(settings));
  }

  /** An endpoint for both, with all defaults: {@code GET} and {@code POST /pubsub?id=news}. */
  public ExchangeHandler pubSub() {
    return pubSub(PublisherConfig.DEFAULT, SubscriberConfig.DEFAULT);
  }

  /** An endpoint for both: GET subscribes, POST publishes, and a WebSocket does both. */
  public ExchangeHandler pubSub(PublisherConfig publishing, SubscriberConfig subscribing) {
    return relay.pubSub(
        requireNonNull(publishing, "publishing"), requireNonNull(subscribing, "subscribing"));
  }

  /** Makes an endpoint for both: GET subscribes, POST publishes, and a WebSocket does both. */
  public ExchangeHandler pubSub(
      Consumer<PublisherConfig.Builder> publishing,
      Consumer<SubscriberConfig.Builder> subscribing) {
    return pubSub(publishing(publishing), subscribing(subscribing));
  }

  private static PublisherConfig publishing(Consumer<PublisherConfig.Builder> settings) {
    PublisherConfig.Builder builder = PublisherConfig.builder();
    requireNonNull(settings, "settings").accept(builder);
    return builder.build();
  }

  private static SubscriberConfig subscribing(Consumer<SubscriberConfig.Builder> settings) {
    SubscriberConfig.Builder builder = SubscriberConfig.builder();
    requireNonNull(settings, "settings").accept(builder);
    return builder.build();
  }

  /**
   * Ends all streams, WebSockets and held polls of a subject, as an {@link
   * org.pushrelay.hook.Authorizer} called it; those that it was asked about before, and has not
   * answered yet, do not begin. It does not keep the subject from coming back: that is the
   * authorizer's to say from now on.
   *
   * @return how many ended
   */
  public int revoke(String subject) {
    return relay.revoke(requireNonNull(subject, "subject"));
  }

  /** An endpoint that says what there is and what was done, as Nchan does. */
  public ExchangeHandler stubStatus() {
    return relay.statistics();
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
    return relay.group(requireNonNull(config, "config"));
  }

  /**
   * Makes an endpoint that lists the subscribers of a channel, as far as the hooks of their
   * endpoints say what there is to say of them ({@link org.pushrelay.hook.Hooks#info}). It needs
   * protection by the program that mounts it.
   */
  public ExchangeHandler subscriberInfo(SubscriberInfoConfig config) {
    return relay.subscriberInfo(requireNonNull(config, "config"));
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
    relay.drain();
  }

  /** Whether {@link #drain} was called. */
  public boolean isDraining() {
    return channels.isDraining();
  }

  /** Drains, and closes what the engine made; timers that the builder was given stay open. */
  @Override
  public void close() {
    drain();
    if (ownTimers != null) {
      ownTimers.close();
    }
  }
}
