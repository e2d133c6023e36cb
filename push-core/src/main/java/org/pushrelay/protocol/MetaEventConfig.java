package org.pushrelay.protocol;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.transport.PushRequest;

/**
 * Where an endpoint publishes what happens on its channels: to a channel of the group {@value
 * #GROUP}, to which clients can subscribe like to any other (Nchan: {@code
 * nchan_channel_events_channel_id}). Made for looking at an application while it is developed; each
 * event costs a message.
 */
public final class MetaEventConfig {
  /** The group of all channels that events are published to. */
  public static final String GROUP = "meta";

  private static final ChannelIdResolver NOWHERE = request -> Optional.empty();

  /** Nothing is published. */
  public static final MetaEventConfig NONE = builder().build();

  private final ChannelIdResolver channel;
  private final Template template;
  private final boolean receipts;

  private MetaEventConfig(Builder builder) {
    this.channel = builder.channel;
    this.template = builder.template;
    this.receipts = builder.receipts;
  }

  /** Returns a builder with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that starts with these settings. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.channel = channel;
    builder.template = template;
    builder.receipts = receipts;
    return builder;
  }

  /**
   * Returns what finds the name of the channel for each request; if it finds none, nothing is
   * published.
   */
  public ChannelIdResolver channel() {
    return channel;
  }

  /** Returns the text of the events. */
  public Template template() {
    return template;
  }

  /**
   * Returns whether {@code subscriber_receive_message} and {@code subscriber_receive_status} are
   * published, too.
   */
  public boolean receipts() {
    return receipts;
  }

  /** Returns settings with all defaults that publish to the channel that is found so. */
  public static MetaEventConfig of(ChannelIdResolver channel) {
    return builder().channel(channel).build();
  }

  /** Returns whether anything can be published. */
  boolean publishes() {
    return channel != NOWHERE;
  }

  private List<Object> values() {
    return List.of(channel, template, receipts);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MetaEventConfig that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  @Override
  public String toString() {
    return "MetaEventConfig" + values();
  }

  /** The text of an event. */
  @FunctionalInterface
  public interface Template {
    /**
     * The texts of the events that come of a request. What they have of the request has to be taken
     * of it now.
     */
    Function<Event, String> of(PushRequest request);
  }

  /**
   * Something that happened.
   *
   * @param name what Nchan calls it: {@code subscriber_enqueue}, {@code subscriber_dequeue}, {@code
   *     subscriber_receive_message}, {@code subscriber_receive_status}, {@code channel_publish} or
   *     {@code channel_delete}
   * @param channels the channels that the request means
   */
  public record Event(String name, List<ChannelId> channels) {

    /** The names of the channels without their group, with commas between them. */
    public String channelNames() {
      return channels.stream().map(ChannelId::name).collect(Collectors.joining(","));
    }
  }

  /** Collects the settings of a {@link MetaEventConfig}. One thread at a time. */
  public static final class Builder {
    private ChannelIdResolver channel = NOWHERE;
    private Template template = request -> event -> event.name() + " " + event.channelNames();
    private boolean receipts;

    private Builder() {}

    /**
     * Sets what finds the name of the channel for each request; if it finds none, nothing is
     * published.
     */
    public Builder channel(ChannelIdResolver value) {
      channel = requireNonNull(value, "channel");
      return this;
    }

    /**
     * Sets the text of the events; {@code channel_publish NAME} by default (Nchan: {@code
     * nchan_channel_event_string}).
     */
    public Builder template(Template value) {
      template = requireNonNull(value, "template");
      return this;
    }

    /**
     * Sets whether {@code subscriber_receive_message} and {@code subscriber_receive_status} are
     * published, too: names that Nchan has, and never sends. They are not by default.
     */
    public Builder receipts(boolean value) {
      receipts = value;
      return this;
    }

    /** Returns the settings. */
    public MetaEventConfig build() {
      return new MetaEventConfig(this);
    }
  }
}
