package org.pushrelay.protocol;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.pushrelay.hook.Hooks;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.SubscriberConcurrency;

/**
 * How a subscriber endpoint behaves.
 *
 * <pre>{@code
 * SubscriberConfig.builder().maxSubscribers(100).streams(s -> s.heartbeat(ofSeconds(10))).build();
 * }</pre>
 */
public final class SubscriberConfig {
  /** All defaults: the argument {@code id}, a wait of about 30 seconds, the STANDARD profile. */
  public static final SubscriberConfig DEFAULT = builder().build();

  private final ChannelNaming naming;
  private final SubscribePolicy policy;
  private final String defaultContentType;
  private final boolean jitter;
  private final boolean ignoreQueueOnNoCache;
  private final Cors cors;
  private final WireProfile profile;
  private final Set<SubscriberKind> kinds;
  private final StreamConfig streams;
  private final WebSocketConfig webSockets;
  private final ResumeConfig resume;
  private final Hooks hooks;
  private final MetaEventConfig metaEvents;

  private SubscriberConfig(Builder builder) {
    this.naming = builder.naming;
    this.policy = builder.policy.build();
    this.defaultContentType = builder.defaultContentType;
    this.jitter = builder.jitter;
    this.ignoreQueueOnNoCache = builder.ignoreQueueOnNoCache;
    this.cors = builder.cors;
    this.profile = builder.profile;
    this.kinds = builder.kinds;
    this.streams = builder.streams;
    this.webSockets = builder.webSockets;
    this.resume = builder.resume;
    this.hooks = builder.hooks;
    this.metaEvents = builder.metaEvents;
  }

  /** Returns a builder with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that starts with these settings. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.naming = naming;
    builder.policy = policy.toBuilder();
    builder.defaultContentType = defaultContentType;
    builder.jitter = jitter;
    builder.ignoreQueueOnNoCache = ignoreQueueOnNoCache;
    builder.cors = cors;
    builder.profile = profile;
    builder.kinds = kinds;
    builder.streams = streams;
    builder.webSockets = webSockets;
    builder.resume = resume;
    builder.hooks = hooks;
    builder.metaEvents = metaEvents;
    return builder;
  }

  /** Returns how the endpoint finds its channels. */
  public ChannelNaming naming() {
    return naming;
  }

  /** Returns which subscribers may wait, and how long. */
  public SubscribePolicy policy() {
    return policy;
  }

  /**
   * Returns the content type of messages that were published without one; empty if they are sent
   * without one.
   */
  public String defaultContentType() {
    return defaultContentType;
  }

  /** Returns whether each wait is cut short by up to a tenth. */
  public boolean jitter() {
    return jitter;
  }

  /**
   * Returns whether a client that sends {@code no-cache} gets the next message rather than one that
   * is there.
   */
  public boolean ignoreQueueOnNoCache() {
    return ignoreQueueOnNoCache;
  }

  /** Returns which pages of other origins may read the messages. */
  public Cors cors() {
    return cors;
  }

  /** Returns what the endpoint is compatible with. */
  public WireProfile profile() {
    return profile;
  }

  /** Returns the ways to subscribe that are allowed. */
  public Set<SubscriberKind> kinds() {
    return kinds;
  }

  /** Returns how streams are written. */
  public StreamConfig streams() {
    return streams;
  }

  /** Returns how WebSockets are spoken; they have pings instead of heartbeats. */
  public WebSocketConfig webSockets() {
    return webSockets;
  }

  /** Returns how a client says which message it received last. */
  public ResumeConfig resume() {
    return resume;
  }

  /** Returns the hooks of the application. */
  public Hooks hooks() {
    return hooks;
  }

  /** Returns where the endpoint publishes what happens on its channels. */
  public MetaEventConfig metaEvents() {
    return metaEvents;
  }

  /** Returns how long a stream may last: without end, except in the profile of Nchan. */
  Duration streamTimeout() {
    return profile.has(WireProfile.Trait.TIMEOUT_408) && policy.waits()
        ? policy.timeout()
        : SubscribePolicy.FOREVER;
  }

  /** Returns the content type of untyped messages in a stream or a batch. */
  String streamedContentType() {
    return profile.has(WireProfile.Trait.UNTYPED_STREAMS) ? "" : defaultContentType;
  }

  private List<Object> values() {
    return List.of(
        naming,
        policy,
        defaultContentType,
        jitter,
        ignoreQueueOnNoCache,
        cors,
        profile,
        kinds,
        streams,
        webSockets,
        resume,
        hooks,
        metaEvents);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SubscriberConfig that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  @Override
  public String toString() {
    return "SubscriberConfig" + values();
  }

  /** Collects the settings of a {@link SubscriberConfig}. One thread at a time. */
  public static final class Builder {
    private ChannelNaming naming = ChannelNaming.DEFAULT;
    private SubscribePolicy.Builder policy = SubscribePolicy.builder();
    private String defaultContentType = "";
    private boolean jitter = true;
    private boolean ignoreQueueOnNoCache;
    private Cors cors = Cors.OFF;
    private WireProfile profile = WireProfile.STANDARD;
    private Set<SubscriberKind> kinds = EnumSet.complementOf(EnumSet.of(SubscriberKind.RAW_STREAM));
    private StreamConfig streams = StreamConfig.DEFAULT;
    private WebSocketConfig webSockets = WebSocketConfig.DEFAULT;
    private ResumeConfig resume = ResumeConfig.DEFAULT;
    private Hooks hooks = Hooks.NONE;
    private MetaEventConfig metaEvents = MetaEventConfig.NONE;

    private Builder() {}

    /** Sets how the endpoint finds its channels; by the argument {@code id} by default. */
    public Builder naming(ChannelNaming value) {
      naming = requireNonNull(value, "naming");
      return this;
    }

    /**
     * Sets the content type of messages that were published without one; empty, the default, sends
     * none (nginx: {@code default_type}).
     */
    public Builder defaultContentType(String value) {
      checkArgument(
          MessageDraft.isContentType(value), "defaultContentType: has a control character");
      defaultContentType = requireNonNull(value, "defaultContentType");
      return this;
    }

    /**
     * Sets whether each wait is cut short by up to a tenth, so that clients which came together do
     * not all come back together; it is by default.
     */
    public Builder jitter(boolean value) {
      jitter = value;
      return this;
    }

    /**
     * Sets whether a client that polls with {@code Cache-Control: no-cache} or {@code Pragma:
     * no-cache} gets the next message rather than one that is there; it does not by default (NHPM:
     * {@code push_ignore_queue_on_no_cache}).
     */
    public Builder ignoreQueueOnNoCache(boolean value) {
      ignoreQueueOnNoCache = value;
      return this;
    }

    /** Sets which pages of other origins may read the messages; none by default. */
    public Builder cors(Cors value) {
      cors = requireNonNull(value, "cors");
      return this;
    }

    /** Sets what the endpoint is compatible with; the STANDARD profile by default. */
    public Builder profile(WireProfile value) {
      profile = requireNonNull(value, "profile");
      return this;
    }

    /**
     * Sets the ways to subscribe that are allowed, at least one; all except raw streams by default
     * (Nchan: {@code nchan_subscriber}).
     */
    public Builder kinds(SubscriberKind... values) {
      checkArgument(values.length > 0, "kinds: none (expected: at least one)");
      kinds = Set.of(values);
      return this;
    }

    /** Replaces all settings of streams. */
    public Builder streams(StreamConfig value) {
      streams = requireNonNull(value, "streams");
      return this;
    }

    /** Replaces all settings of WebSockets. */
    public Builder webSockets(WebSocketConfig value) {
      webSockets = requireNonNull(value, "webSockets");
      return this;
    }

    /** Replaces all settings of the way in which a client says which message it received last. */
    public Builder resume(ResumeConfig value) {
      resume = requireNonNull(value, "resume");
      return this;
    }

    /** Replaces all hooks of the application. */
    public Builder hooks(Hooks value) {
      hooks = requireNonNull(value, "hooks");
      return this;
    }

    /** Sets where the endpoint publishes what happens on its channels; nowhere by default. */
    public Builder metaEvents(MetaEventConfig value) {
      metaEvents = requireNonNull(value, "metaEvents");
      return this;
    }

    /**
     * Sets how the name of the channel is found in a request; the argument {@code id} by default.
     */
    public Builder channelId(ChannelIdResolver resolver) {
      naming = naming.withResolver(resolver);
      return this;
    }

    /**
     * Sets the group that all channels of the endpoint are in; the one without a name by default.
     */
    public Builder group(String name) {
      naming = naming.withGroup(name);
      return this;
    }

    /** Replaces all settings of the policy. */
    public Builder policy(SubscribePolicy value) {
      policy = value.toBuilder();
      return this;
    }

    /**
     * Sets how long a subscriber waits; 30 seconds by default. Zero makes the endpoint one for
     * interval-polling: it answers at once (NHPM: {@code push_subscriber interval-poll}); {@link
     * SubscribePolicy#FOREVER} has no end.
     */
    public Builder timeout(Duration value) {
      policy.timeout(value);
      return this;
    }

    /** Sets which subscribers may wait on one channel at a time; all of them by default. */
    public Builder concurrency(SubscriberConcurrency value) {
      policy.concurrency(value);
      return this;
    }

    /** Sets how many subscribers may wait on one channel; 0, the default, is no limit. */
    public Builder maxSubscribers(int value) {
      policy.maxSubscribers(value);
      return this;
    }

    /** Sets whether the channel has to exist; it need not by default. */
    public Builder existingOnly(boolean value) {
      policy.existingOnly(value);
      return this;
    }

    /** Sets how long a channel stays while it is empty; 5 seconds by default. */
    public Builder channelTimeout(Duration value) {
      policy.channelTimeout(value);
      return this;
    }

    /** Changes how streams are written. */
    public Builder streams(Consumer<StreamConfig.Builder> changes) {
      streams = changed(streams.toBuilder(), changes).build();
      return this;
    }

    /** Changes how WebSockets are spoken. */
    public Builder webSockets(Consumer<WebSocketConfig.Builder> changes) {
      webSockets = changed(webSockets.toBuilder(), changes).build();
      return this;
    }

    /** Changes how a client says which message it received last. */
    public Builder resume(Consumer<ResumeConfig.Builder> changes) {
      resume = changed(resume.toBuilder(), changes).build();
      return this;
    }

    /** Changes the hooks of the application. */
    public Builder hooks(Consumer<Hooks.Builder> changes) {
      hooks = changed(hooks.toBuilder(), changes).build();
      return this;
    }

    /** Changes where the endpoint publishes what happens on its channels. */
    public Builder metaEvents(Consumer<MetaEventConfig.Builder> changes) {
      metaEvents = changed(metaEvents.toBuilder(), changes).build();
      return this;
    }

    private static <B> B changed(B builder, Consumer<B> changes) {
      changes.accept(builder);
      return builder;
    }

    /** Returns the settings. */
    public SubscriberConfig build() {
      return new SubscriberConfig(this);
    }
  }
}
