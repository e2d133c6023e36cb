package org.pushrelay.protocol;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.pushrelay.hook.Hooks;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.subscriber.SubscribePolicy;

/**
 * How a subscriber endpoint behaves.
 *
 * @param naming how it finds the channel
 * @param policy who may wait, and how long. A wait of zero makes the endpoint one for
 *     interval-polling: it answers at once (NHPM: {@code push_subscriber interval-poll})
 * @param defaultContentType the content type of messages that were published without one; empty to
 *     send none (nginx: {@code default_type})
 * @param options what it does besides
 * @param cors which pages of other origins may read the messages
 * @param profile where being compatible and being modern differ
 * @param kinds the ways to subscribe that are allowed here (Nchan: {@code nchan_subscriber})
 * @param streams how streams are written
 * @param resume how a client says where it stands
 * @param hooks what the application has to say
 */
public record SubscriberConfig(
    ChannelNaming naming,
    SubscribePolicy policy,
    String defaultContentType,
    Set<Option> options,
    Cors cors,
    WireProfile profile,
    Set<SubscriberKind> kinds,
    StreamConfig streams,
    ResumeConfig resume,
    Hooks hooks) {

  /** What an endpoint does besides. */
  public enum Option {
    /**
     * A client that asks with {@code Cache-Control: no-cache} or {@code Pragma: no-cache} gets the
     * next message rather than one that is there (NHPM: {@code push_ignore_queue_on_no_cache}).
     */
    IGNORE_QUEUE_ON_NO_CACHE,
    /**
     * Each wait is cut short by up to a tenth, so that clients which came together do not all come
     * back together.
     */
    JITTER
  }

  /** The argument {@code id}, all may wait for about 30 seconds, the STANDARD profile. */
  public static final SubscriberConfig DEFAULT =
      new SubscriberConfig(
          ChannelNaming.DEFAULT,
          SubscribePolicy.DEFAULT.withTimeout(Duration.ofSeconds(30)),
          "",
          Set.of(Option.JITTER),
          Cors.OFF,
          WireProfile.STANDARD,
          EnumSet.complementOf(EnumSet.of(SubscriberKind.RAW_STREAM)),
          StreamConfig.DEFAULT,
          ResumeConfig.DEFAULT,
          Hooks.NONE);

  /** Checks the content type and copies the options. */
  public SubscriberConfig {
    requireNonNull(naming, "naming");
    requireNonNull(policy, "policy");
    checkArgument(
        MessageDraft.isContentType(defaultContentType),
        "defaultContentType: has a control character");
    options = Set.copyOf(options);
    requireNonNull(cors, "cors");
    requireNonNull(profile, "profile");
    kinds = Set.copyOf(kinds);
    checkArgument(!kinds.isEmpty(), "kinds: none (expected: at least one)");
    requireNonNull(streams, "streams");
    requireNonNull(resume, "resume");
    requireNonNull(hooks, "hooks");
  }

  /** How long a stream may last: as long as a client likes, unless the profile is Nchan's. */
  Duration streamTimeout() {
    return profile.has(WireProfile.Trait.TIMEOUT_408) && policy.waits()
        ? policy.timeout()
        : SubscribePolicy.FOREVER;
  }

  /** The content type of messages of a stream or a batch that were published without one. */
  String streamedContentType() {
    return profile.has(WireProfile.Trait.UNTYPED_STREAMS) ? "" : defaultContentType;
  }

  /** The same, finding its channels another way. */
  public SubscriberConfig withNaming(ChannelNaming value) {
    return new SubscriberConfig(
        value, policy, defaultContentType, options, cors, profile, kinds, streams, resume, hooks);
  }

  /** The same with another way of waiting. */
  public SubscriberConfig withPolicy(SubscribePolicy value) {
    return new SubscriberConfig(
        naming, value, defaultContentType, options, cors, profile, kinds, streams, resume, hooks);
  }

  /** The same with another content type for messages that have none. */
  public SubscriberConfig withDefaultContentType(String value) {
    return new SubscriberConfig(
        naming, policy, value, options, cors, profile, kinds, streams, resume, hooks);
  }

  /** The same with these options and no others. */
  public SubscriberConfig withOptions(Option... values) {
    return new SubscriberConfig(
        naming,
        policy,
        defaultContentType,
        Set.of(values),
        cors,
        profile,
        kinds,
        streams,
        resume,
        hooks);
  }

  /** The same for other origins. */
  public SubscriberConfig withCors(Cors value) {
    return new SubscriberConfig(
        naming, policy, defaultContentType, options, value, profile, kinds, streams, resume, hooks);
  }

  /** The same in another profile. */
  public SubscriberConfig withProfile(WireProfile value) {
    return new SubscriberConfig(
        naming, policy, defaultContentType, options, cors, value, kinds, streams, resume, hooks);
  }

  /** The same with these ways to subscribe and no others. */
  public SubscriberConfig withKinds(SubscriberKind... values) {
    return new SubscriberConfig(
        naming,
        policy,
        defaultContentType,
        options,
        cors,
        profile,
        Set.of(values),
        streams,
        resume,
        hooks);
  }

  /** The same with streams written another way. */
  public SubscriberConfig withStreams(StreamConfig value) {
    return new SubscriberConfig(
        naming, policy, defaultContentType, options, cors, profile, kinds, value, resume, hooks);
  }

  /** The same with another way to say where a client stands. */
  public SubscriberConfig withResume(ResumeConfig value) {
    return new SubscriberConfig(
        naming, policy, defaultContentType, options, cors, profile, kinds, streams, value, hooks);
  }

  /** The same with other hooks. */
  public SubscriberConfig withHooks(Hooks value) {
    return new SubscriberConfig(
        naming, policy, defaultContentType, options, cors, profile, kinds, streams, resume, value);
  }
}
