package org.pushrelay.protocol;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import org.pushrelay.hook.Hooks;
import org.pushrelay.message.BufferPolicy;

/**
 * How a publisher endpoint behaves.
 *
 * @param naming how it finds the channel
 * @param buffer how its messages are kept
 * @param maxBodyBytes how long a message may be (nginx: {@code client_max_body_size})
 * @param cors which pages of other origins may publish and read the answers
 * @param profile where being compatible and being modern differ
 * @param hooks what the application has to say
 */
public record PublisherConfig(
    ChannelNaming naming,
    BufferPolicy buffer,
    long maxBodyBytes,
    Cors cors,
    WireProfile profile,
    Hooks hooks) {
  /** The argument {@code id}, NHPM's buffer, messages up to 1 MiB, the STANDARD profile. */
  public static final PublisherConfig DEFAULT =
      new PublisherConfig(
          ChannelNaming.DEFAULT,
          BufferPolicy.DEFAULT,
          1 << 20,
          Cors.OFF,
          WireProfile.STANDARD,
          Hooks.NONE);

  /** Checks the limit. */
  public PublisherConfig {
    requireNonNull(naming, "naming");
    requireNonNull(buffer, "buffer");
    checkArgument(maxBodyBytes >= 0, "maxBodyBytes: %s (expected: >= 0)", maxBodyBytes);
    requireNonNull(cors, "cors");
    requireNonNull(profile, "profile");
    requireNonNull(hooks, "hooks");
  }

  /** The same, finding its channels another way. */
  public PublisherConfig withNaming(ChannelNaming value) {
    return new PublisherConfig(value, buffer, maxBodyBytes, cors, profile, hooks);
  }

  /** The same, with messages kept another way. */
  public PublisherConfig withBuffer(BufferPolicy value) {
    return new PublisherConfig(naming, value, maxBodyBytes, cors, profile, hooks);
  }

  /** The same with another limit. */
  public PublisherConfig withMaxBodyBytes(long value) {
    return new PublisherConfig(naming, buffer, value, cors, profile, hooks);
  }

  /** The same for other origins. */
  public PublisherConfig withCors(Cors value) {
    return new PublisherConfig(naming, buffer, maxBodyBytes, value, profile, hooks);
  }

  /** The same in another profile. */
  public PublisherConfig withProfile(WireProfile value) {
    return new PublisherConfig(naming, buffer, maxBodyBytes, cors, value, hooks);
  }

  /** The same with other hooks. */
  public PublisherConfig withHooks(Hooks value) {
    return new PublisherConfig(naming, buffer, maxBodyBytes, cors, profile, value);
  }
}
