package org.pushrelay.protocol;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.pushrelay.hook.Hooks;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.protocol.WireProfile.Trait;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.websocket.Deflate;

/**
 * How a publisher endpoint behaves.
 *
 * <pre>{@code
 * PublisherConfig.builder()
 * .channelId(ChannelIdResolver.pathAfter("/pub/"))
 * .buffer(b -> b.maxMessages(100))
 * .build();
 * }</pre>
 */
public final class PublisherConfig {
  /** All defaults: the argument {@code id}, messages up to 1 MiB, the STANDARD profile. */
  public static final PublisherConfig DEFAULT = builder().build();

  private final ChannelNaming naming;
  private final BufferPolicy buffer;
  private final Optional<BufferResolver> buffers;
  private final long maxBodyBytes;
  private final Cors cors;
  private final WireProfile profile;
  private final Set<PublisherKind> kinds;
  private final WebSocketConfig webSockets;
  private final Optional<String> event;
  private final Hooks hooks;
  private final MetaEventConfig metaEvents;

  private PublisherConfig(Builder builder) {
    this.naming = builder.naming;
    this.buffer = builder.buffer;
    this.buffers = builder.buffers;
    this.maxBodyBytes = builder.maxBodyBytes;
    this.cors = builder.cors;
    this.profile = builder.profile;
    this.kinds = builder.kinds;
    this.webSockets = builder.webSockets;
    this.event = builder.event;
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
    builder.buffer = buffer;
    builder.buffers = buffers;
    builder.maxBodyBytes = maxBodyBytes;
    builder.cors = cors;
    builder.profile = profile;
    builder.kinds = kinds;
    builder.webSockets = webSockets;
    builder.event = event;
    builder.hooks = hooks;
    builder.metaEvents = metaEvents;
    return builder;
  }

  /** Returns how the endpoint finds its channels. */
  public ChannelNaming naming() {
    return naming;
  }

  /** Returns how messages are kept. */
  public BufferPolicy buffer() {
    return buffer;
  }

  /**
   * Returns how the messages of each request are kept, where requests differ in that; empty if all
   * are kept by {@link #buffer}.
   */
  public Optional<BufferResolver> buffers() {
    return buffers;
  }

  /** Returns how many bytes a message may have. */
  public long maxBodyBytes() {
    return maxBodyBytes;
  }

  /** Returns which pages of other origins may publish and read the responses. */
  public Cors cors() {
    return cors;
  }

  /** Returns what the endpoint is compatible with. */
  public WireProfile profile() {
    return profile;
  }

  /** Returns the ways to publish that are allowed. */
  public Set<PublisherKind> kinds() {
    return kinds;
  }

  /**
   * Returns how WebSockets are spoken. In profiles where the publisher compresses ({@link
   * WireProfile.Trait#PUBLISHER_DEFLATES}), its {@code deflateLevel} is for all messages, however
   * they are published.
   */
  public WebSocketConfig webSockets() {
    return webSockets;
  }

  /** Returns the name of the event that every message is; empty if each publisher may give one. */
  public Optional<String> event() {
    return event;
  }

  /** Returns the hooks of the application. */
  public Hooks hooks() {
    return hooks;
  }

  /** Returns where the endpoint publishes what happens on its channels. */
  public MetaEventConfig metaEvents() {
    return metaEvents;
  }

  /**
   * Returns how the messages of a request are kept.
   *
   * @throws IllegalArgumentException if the request does not say it; the message is for the
   *     publisher
   */
  BufferPolicy bufferFor(PushRequest request) {
    return buffers.isEmpty() ? buffer : buffers.get().resolve(request);
  }

  /** Returns a message as it is published: with a compressed copy, where publishers compress. */
  MessageDraft prepared(MessageDraft draft) {
    return profile.has(Trait.PUBLISHER_DEFLATES)
            && webSockets.deflates()
            && draft.deflated().isEmpty()
        ? draft.withDeflated(
            MessageBody.wrap(Deflate.deflate(draft.body(), webSockets.deflateLevel())))
        : draft;
  }

  private List<Object> values() {
    return List.of(
        naming,
        buffer,
        buffers,
        maxBodyBytes,
        cors,
        profile,
        kinds,
        webSockets,
        event,
        hooks,
        metaEvents);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PublisherConfig that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  @Override
  public String toString() {
    return "PublisherConfig" + values();
  }

  /** Collects the settings of a {@link PublisherConfig}. One thread at a time. */
  public static final class Builder {
    private ChannelNaming naming = ChannelNaming.DEFAULT;
    private BufferPolicy buffer = BufferPolicy.DEFAULT;
    private Optional<BufferResolver> buffers = Optional.empty();
    private long maxBodyBytes = 1 << 20;
    private Cors cors = Cors.OFF;
    private WireProfile profile = WireProfile.STANDARD;
    private Set<PublisherKind> kinds = Set.of(PublisherKind.values());
    private WebSocketConfig webSockets = WebSocketConfig.DEFAULT;
    private Optional<String> event = Optional.empty();
    private Hooks hooks = Hooks.NONE;
    private MetaEventConfig metaEvents = MetaEventConfig.NONE;

    private Builder() {}

    /** Sets how the endpoint finds its channels; by the argument {@code id} by default. */
    public Builder naming(ChannelNaming value) {
      naming = requireNonNull(value, "naming");
      return this;
    }

    /** Sets how all messages are kept, and removes a {@link #buffers resolver} for each request. */
    public Builder buffer(BufferPolicy value) {
      buffers = Optional.empty();
      buffer = requireNonNull(value, "buffer");
      return this;
    }

    /**
     * Sets how the messages of each request are kept, where requests differ in that. Where there is
     * no message, as for a channel that is created without one, {@link #buffer} counts.
     */
    public Builder buffers(BufferResolver value) {
      buffers = Optional.of(value);
      return this;
    }

    /**
     * Sets how many bytes a message may have; 1 MiB by default (nginx: {@code
     * client_max_body_size}).
     */
    public Builder maxBodyBytes(long value) {
      checkArgument(value >= 0, "maxBodyBytes: %s (expected: >= 0)", value);
      maxBodyBytes = value;
      return this;
    }

    /** Sets which pages of other origins may publish and read the responses; none by default. */
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
     * Sets the ways to publish that are allowed, at least one; all by default (Nchan: {@code
     * nchan_publisher}).
     */
    public Builder kinds(PublisherKind... values) {
      checkArgument(values.length > 0, "kinds: none (expected: at least one)");
      kinds = Set.of(values);
      return this;
    }

    /** Replaces all settings of WebSockets. */
    public Builder webSockets(WebSocketConfig value) {
      webSockets = requireNonNull(value, "webSockets");
      return this;
    }

    /**
     * Sets the name of the event that every message is; by default each publisher may give one by
     * {@code X-EventSource-Event} (Nchan: {@code nchan_eventsource_event}).
     */
    public Builder event(String value) {
      checkArgument(MessageDraft.isEvent(value), "event: has a control character");
      event = Optional.of(value);
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

    /** Changes how all messages are kept, and removes a {@link #buffers resolver}. */
    public Builder buffer(Consumer<BufferPolicy.Builder> changes) {
      BufferPolicy.Builder builder = buffer.toBuilder();
      changes.accept(builder);
      return buffer(builder.build());
    }

    /** Changes how WebSockets are spoken. */
    public Builder webSockets(Consumer<WebSocketConfig.Builder> changes) {
      WebSocketConfig.Builder builder = webSockets.toBuilder();
      changes.accept(builder);
      webSockets = builder.build();
      return this;
    }

    /** Changes the hooks of the application. */
    public Builder hooks(Consumer<Hooks.Builder> changes) {
      Hooks.Builder builder = hooks.toBuilder();
      changes.accept(builder);
      hooks = builder.build();
      return this;
    }

    /** Changes where the endpoint publishes what happens on its channels. */
    public Builder metaEvents(Consumer<MetaEventConfig.Builder> changes) {
      MetaEventConfig.Builder builder = metaEvents.toBuilder();
      changes.accept(builder);
      metaEvents = builder.build();
      return this;
    }

    /** Returns the settings. */
    public PublisherConfig build() {
      return new PublisherConfig(this);
    }
  }
}
