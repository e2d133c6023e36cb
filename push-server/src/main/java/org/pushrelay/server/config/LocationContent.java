package org.pushrelay.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.protocol.ChannelNaming;
import org.pushrelay.protocol.Cors;
import org.pushrelay.protocol.GroupConfig;
import org.pushrelay.protocol.PublisherConfig;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.protocol.SubscriberInfoConfig;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.transport.PushRequest;

/** Who answers the requests of a location. */
public sealed interface LocationContent {

  /** How requests name their channels; empty where there are none. */
  default Optional<Naming> naming() {
    if (this instanceof Publisher publisher) {
      return Optional.of(new Naming(publisher.config().naming(), publisher.config().profile()));
    }
    if (this instanceof PubSub both) {
      return Optional.of(new Naming(both.publisher().naming(), both.publisher().profile()));
    }
    if (this instanceof Subscriber subscriber) {
      return Optional.of(new Naming(subscriber.config().naming(), subscriber.config().profile()));
    }
    return Optional.empty();
  }

  /** The pages of other origins that may use what is here; none where that is no endpoint. */
  default Cors cors() {
    if (this instanceof Publisher publisher) {
      return publisher.config().cors();
    }
    if (this instanceof PubSub both) {
      return both.publisher().cors();
    }
    if (this instanceof Group group) {
      return group.config().cors();
    }
    return this instanceof Subscriber subscriber ? subscriber.config().cors() : Cors.OFF;
  }

  /** Whether a request can change something of the relay here. */
  default boolean takesChanges() {
    return this instanceof Publisher || this instanceof PubSub || this instanceof Group;
  }

  /** The locations that are asked about requests; none where there are no channels. */
  default HookConfig asked() {
    if (this instanceof Publisher publisher) {
      return publisher.hooks();
    }
    if (this instanceof PubSub both) {
      return both.hooks();
    }
    return this instanceof Subscriber subscriber ? subscriber.hooks() : HookConfig.NONE;
  }

  /**
   * A way to find channels.
   *
   * @param channels the way
   * @param profile the wire profile, by which long names are cut or refused
   */
  record Naming(ChannelNaming channels, WireProfile profile) {
    /** The channels that a request names; none if its endpoint would refuse it for its names. */
    public List<ChannelId> channels(PushRequest request) {
      return channels.channels(request, profile);
    }
  }

  /**
   * {@code push_publisher} or {@code nchan_publisher}.
   *
   * @param config how it behaves
   * @param buffer how messages are kept, where each request says it
   * @param hooks which locations have a say
   */
  record Publisher(PublisherConfig config, BufferPolicyTemplate buffer, HookConfig hooks)
      implements LocationContent {}

  /**
   * {@code push_subscriber} or {@code nchan_subscriber}.
   *
   * @param config how it behaves
   * @param hooks which locations have a say
   * @param info what is said of each subscriber: {@code nchan_subscriber_info_string}
   */
  record Subscriber(SubscriberConfig config, HookConfig hooks, Template info)
      implements LocationContent {}

  /**
   * {@code nchan_pubsub}.
   *
   * @param publisher how it behaves to publishers
   * @param buffer how messages are kept, where each request says it
   * @param subscriber how it behaves to subscribers
   * @param hooks which locations have a say
   * @param info what is said of each subscriber: {@code nchan_subscriber_info_string}
   */
  record PubSub(
      PublisherConfig publisher,
      BufferPolicyTemplate buffer,
      SubscriberConfig subscriber,
      HookConfig hooks,
      Template info)
      implements LocationContent {}

  /**
   * {@code root} or {@code alias}.
   *
   * @param directory where the files are
   * @param strip what of the path's beginning does not count
   * @param index the files that stand for a directory
   */
  record Files(Path directory, String strip, List<String> index) implements LocationContent {
    /** Copies the names. */
    public Files {
      index = List.copyOf(index);
    }
  }

  /**
   * A page that comes with the program.
   *
   * @param resource its name
   */
  record Page(String resource) implements LocationContent {}

  /** {@code stub_status}: the connections and requests as nginx writes them. */
  record NginxStatus() implements LocationContent {}

  /** {@code nchan_stub_status}: the statistics as Nchan writes them. */
  record StubStatus() implements LocationContent {}

  /**
   * {@code nchan_subscriber_info}: who subscribes to a channel.
   *
   * @param config names the channel, and says which pages of other origins may ask
   */
  record SubscriberInfo(SubscriberInfoConfig config) implements LocationContent {}

  /** {@code push_health}: whether the relay takes requests. */
  record Health() implements LocationContent {}

  /** {@code push_metrics}: the statistics for Prometheus. */
  record Metrics() implements LocationContent {}

  /**
   * {@code nchan_group_location}.
   *
   * @param config how it behaves
   */
  record Group(GroupConfig config) implements LocationContent {}

  /**
   * {@code proxy_pass}: an application.
   *
   * @param config how it is called
   */
  record Proxy(ProxyConfig config) implements LocationContent {}

  /** No content: each request gets 404. */
  record Nothing() implements LocationContent {}
}
