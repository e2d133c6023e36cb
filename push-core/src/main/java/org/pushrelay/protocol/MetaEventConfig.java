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
 * #GROUP}, to which one can subscribe like to any other (Nchan: {@code
 * nchan_channel_events_channel_id}). For looking at an application while it is made; each event
 * costs a message.
 *
 * @param channel finds the name of that channel for each request; if it finds none, nothing is
 *     published
 * @param template what is published (Nchan: {@code nchan_channel_event_string})
 * @param receipts whether {@code subscriber_receive_message} and {@code subscriber_receive_status}
 *     are published, too: names that Nchan has, and never sends
 */
public record MetaEventConfig(ChannelIdResolver channel, Template template, boolean receipts) {
  /** The group of all channels that events are published to. */
  public static final String GROUP = "meta";

  /** Nothing is published. */
  public static final MetaEventConfig NONE = of(request -> Optional.empty());

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

  /** Checks that nothing is null. */
  public MetaEventConfig {
    requireNonNull(channel, "channel");
    requireNonNull(template, "template");
  }

  /** Events as {@code channel_publish NAME}, on the channel that is found so. */
  public static MetaEventConfig of(ChannelIdResolver channel) {
    return new MetaEventConfig(
        channel, request -> event -> event.name() + " " + event.channelNames(), false);
  }

  /** The same with other texts. */
  public MetaEventConfig withTemplate(Template value) {
    return new MetaEventConfig(channel, value, receipts);
  }

  /** Returns a copy that also publishes what each subscriber receives. */
  public MetaEventConfig withReceipts() {
    return new MetaEventConfig(channel, template, true);
  }
}
