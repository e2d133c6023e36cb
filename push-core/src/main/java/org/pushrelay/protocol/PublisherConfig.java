package org.pushrelay.protocol;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.Set;
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
 * @param naming how it finds the channel
 * @param buffer how its messages are kept
 * @param buffers how the messages of each request are kept, where requests differ in that; empty if
 *     all are kept as {@code buffer} says
 * @param maxBodyBytes how long a message may be (nginx: {@code client_max_body_size})
 * @param cors which pages of other origins may publish and read the responses
 * @param profile where being compatible and being modern differ
 * @param kinds the ways to publish that are allowed here (Nchan: {@code nchan_publisher})
 * @param webSockets how WebSockets are spoken; in profiles where the publisher compresses ({@link
 *     WireProfile.Trait#PUBLISHER_DEFLATES}), its {@code deflateLevel} is for all messages, however
 *     they are published
 * @param event the name of the event that every message is; not there if each publisher may name
 *     one by {@code X-EventSource-Event} (Nchan: {@code nchan_eventsource_event})
 * @param hooks what the application has to say
 */
public record PublisherConfig(
    ChannelNaming naming,
    BufferPolicy buffer,
    Optional<BufferResolver> buffers,
    long maxBodyBytes,
    Cors cors,
    WireProfile profile,
    Set<PublisherKind> kinds,
    WebSocketConfig webSockets,
    Optional<String> event,
    Hooks hooks) {

  /** The argument {@code id}, NHPM's buffer, messages up to 1 MiB, the STANDARD profile. */
  public static final PublisherConfig DEFAULT =
      new PublisherConfig(
          ChannelNaming.DEFAULT,
          BufferPolicy.DEFAULT,
          Optional.empty(),
          1 << 20,
          Cors.OFF,
          WireProfile.STANDARD,
          Set.of(PublisherKind.values()),
          WebSocketConfig.DEFAULT,
          Optional.empty(),
          Hooks.NONE);

  /** Checks the ranges. */
  public PublisherConfig {
    requireNonNull(naming, "naming");
    requireNonNull(buffer, "buffer");
    requireNonNull(buffers, "buffers");
    checkArgument(maxBodyBytes >= 0, "maxBodyBytes: %s (expected: >= 0)", maxBodyBytes);
    requireNonNull(cors, "cors");
    requireNonNull(profile, "profile");
    kinds = Set.copyOf(kinds);
    checkArgument(!kinds.isEmpty(), "kinds: none (expected: at least one)");
    requireNonNull(webSockets, "webSockets");
    event.ifPresent(
        name -> checkArgument(MessageDraft.isEvent(name), "event: has a control character"));
    requireNonNull(hooks, "hooks");
  }

  /** The same, finding its channels another way. */
  public PublisherConfig withNaming(ChannelNaming value) {
    return new PublisherConfig(
        value, buffer, buffers, maxBodyBytes, cors, profile, kinds, webSockets, event, hooks);
  }

  /** Returns a copy that keeps all messages in this way. */
  public PublisherConfig withBuffer(BufferPolicy value) {
    return new PublisherConfig(
        naming,
        value,
        Optional.empty(),
        maxBodyBytes,
        cors,
        profile,
        kinds,
        webSockets,
        event,
        hooks);
  }

  /**
   * Returns a copy that keeps the messages of each request as the resolver finds it for the
   * request. What concerns no message, as a channel that is created without one, stays as {@code
   * buffer} says.
   */
  public PublisherConfig withBuffers(BufferResolver value) {
    return new PublisherConfig(
        naming,
        buffer,
        Optional.of(value),
        maxBodyBytes,
        cors,
        profile,
        kinds,
        webSockets,
        event,
        hooks);
  }

  /** The same with another limit. */
  public PublisherConfig withMaxBodyBytes(long value) {
    return new PublisherConfig(
        naming, buffer, buffers, value, cors, profile, kinds, webSockets, event, hooks);
  }

  /** The same for other origins. */
  public PublisherConfig withCors(Cors value) {
    return new PublisherConfig(
        naming, buffer, buffers, maxBodyBytes, value, profile, kinds, webSockets, event, hooks);
  }

  /** The same in another profile. */
  public PublisherConfig withProfile(WireProfile value) {
    return new PublisherConfig(
        naming, buffer, buffers, maxBodyBytes, cors, value, kinds, webSockets, event, hooks);
  }

  /** The same with these ways to publish and no others. */
  public PublisherConfig withKinds(PublisherKind... values) {
    return new PublisherConfig(
        naming,
        buffer,
        buffers,
        maxBodyBytes,
        cors,
        profile,
        Set.of(values),
        webSockets,
        event,
        hooks);
  }

  /** The same with WebSockets spoken another way. */
  public PublisherConfig withWebSockets(WebSocketConfig value) {
    return new PublisherConfig(
        naming, buffer, buffers, maxBodyBytes, cors, profile, kinds, value, event, hooks);
  }

  /** The same with this name for the event that every message is. */
  public PublisherConfig withEvent(String name) {
    return new PublisherConfig(
        naming,
        buffer,
        buffers,
        maxBodyBytes,
        cors,
        profile,
        kinds,
        webSockets,
        Optional.of(name),
        hooks);
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

  /** The same with other hooks. */
  public PublisherConfig withHooks(Hooks value) {
    return new PublisherConfig(
        naming, buffer, buffers, maxBodyBytes, cors, profile, kinds, webSockets, event, value);
  }
}
