package org.pushrelay.protocol;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;

/**
 * How an endpoint finds the channel that a request means.
 *
 * @param resolver finds the name
 * @param group the namespace that all channels of the endpoint are in; empty for the one without a
 *     name (NHPM: {@code push_channel_group})
 * @param maxLength how many bytes of UTF-8 a name may have; the group does not count (NHPM: {@code
 *     push_max_channel_id_length})
 */
public record ChannelNaming(ChannelIdResolver resolver, String group, int maxLength) {
  /** The argument {@code id}, no group, and NHPM's limit of 1024 bytes. */
  public static final ChannelNaming DEFAULT =
      new ChannelNaming(ChannelIdResolver.argument("id"), "", 1024);

  /** Checks the limit. */
  public ChannelNaming {
    requireNonNull(resolver, "resolver");
    requireNonNull(group, "group");
    checkArgument(maxLength > 0, "maxLength: %s (expected: > 0)", maxLength);
  }

  /** The same with another resolver. */
  public ChannelNaming withResolver(ChannelIdResolver value) {
    return new ChannelNaming(value, group, maxLength);
  }

  /** The same in another group. */
  public ChannelNaming withGroup(String value) {
    return new ChannelNaming(resolver, value, maxLength);
  }

  /** The same with another limit. */
  public ChannelNaming withMaxLength(int bytes) {
    return new ChannelNaming(resolver, group, bytes);
  }

  /** The channel, or why there is none. */
  Named name(PushRequest request, WireProfile profile, Responses responses) {
    String name;
    try {
      name = resolver.resolve(request).orElse("");
    } catch (IllegalArgumentException e) {
      return new Named.Refused(responses.badRequest("The channel id cannot be decoded."));
    }
    if (name.isEmpty()) {
      return new Named.Refused(responses.noChannelId());
    }
    // no character takes more than three bytes per char, so most names need no counting
    if (name.length() > maxLength / 3) {
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      if (bytes.length > maxLength && !profile.cutsLongIds()) {
        return new Named.Refused(responses.channelIdTooLong(maxLength));
      }
      if (bytes.length > maxLength) {
        name = cut(bytes);
        if (name.isEmpty()) {
          return new Named.Refused(responses.channelIdTooLong(maxLength));
        }
      }
    }
    return new Named.Found(new ChannelId(group, name));
  }

  /** As many whole characters as fit. */
  private String cut(byte[] bytes) {
    int end = maxLength;
    while (end > 0 && (bytes[end] & 0xc0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  /** What became of a request's search for its channel. */
  sealed interface Named {
    /** Here it is. */
    record Found(ChannelId id) implements Named {}

    /** There is none, and this is the answer. */
    record Refused(PushResponse answer) implements Named {}
  }
}
