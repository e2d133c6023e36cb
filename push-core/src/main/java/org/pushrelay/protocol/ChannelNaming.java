package org.pushrelay.protocol;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.base.Splitter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.protocol.WireProfile.Trait;
import org.pushrelay.time.Jitter;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;

/**
 * How an endpoint finds the channel that a request means, or the channels.
 *
 * @param resolvers each finds a name
 * @param delimiter what a name is split at into several ones; empty for not at all (Nchan: {@code
 *     nchan_channel_id_split_delimiter})
 * @param group the namespace that all channels of the endpoint are in; empty for the one without a
 *     name (NHPM: {@code push_channel_group})
 * @param groups finds the namespace of each request instead; not there if it is the same for all
 * @param maxLength how many bytes of UTF-8 a name may have before it is split; the group does not
 *     count (NHPM: {@code push_max_channel_id_length}), but one that a request names may not be
 *     longer either
 * @param limitWasSet whether the limit is not the default one. In the NHPM profile, longer names
 *     are cut to a limit that was set, as NHPM does; over the default limit they are refused in
 *     every profile, so that two long names never mean the same channel unasked
 */
public record ChannelNaming(
    List<ChannelIdResolver> resolvers,
    String delimiter,
    String group,
    Optional<ChannelIdResolver> groups,
    int maxLength,
    boolean limitWasSet) {
  /** So many channels one request can mean. */
  public static final int MAX_CHANNELS = 255;

  /** The argument {@code id}, no group, and NHPM's limit of 1024 bytes. */
  public static final ChannelNaming DEFAULT =
      new ChannelNaming(
          List.of(ChannelIdResolver.argument("id")), "", "", Optional.empty(), 1024, false);

  /** Checks the limit. */
  public ChannelNaming {
    resolvers = List.copyOf(resolvers);
    checkArgument(!resolvers.isEmpty(), "resolvers: none (expected: at least one)");
    requireNonNull(delimiter, "delimiter");
    requireNonNull(group, "group");
    requireNonNull(groups, "groups");
    checkArgument(maxLength > 0, "maxLength: %s (expected: > 0)", maxLength);
  }

  /** Returns a copy with another resolver. */
  public ChannelNaming withResolver(ChannelIdResolver value) {
    return withResolvers(List.of(value));
  }

  /** Returns a copy with the given resolvers. Each request addresses one channel per resolver. */
  public ChannelNaming withResolvers(List<ChannelIdResolver> values) {
    return new ChannelNaming(values, delimiter, group, groups, maxLength, limitWasSet);
  }

  /** Returns a copy that splits names at the delimiter. An empty delimiter splits no names. */
  public ChannelNaming withDelimiter(String value) {
    return new ChannelNaming(resolvers, value, group, groups, maxLength, limitWasSet);
  }

  /** Returns a copy that uses another group for all requests. */
  public ChannelNaming withGroup(String value) {
    return new ChannelNaming(resolvers, delimiter, value, Optional.empty(), maxLength, limitWasSet);
  }

  /**
   * Returns a copy that uses the group that each request names. A request that names none uses the
   * configured group.
   */
  public ChannelNaming withGroups(ChannelIdResolver value) {
    return new ChannelNaming(
        resolvers, delimiter, group, Optional.of(value), maxLength, limitWasSet);
  }

  /** Returns a copy with a limit that was set, also if it is as high as the default one. */
  public ChannelNaming withMaxLength(int bytes) {
    return new ChannelNaming(resolvers, delimiter, group, groups, bytes, true);
  }

  /**
   * Returns the channels that a request names.
   *
   * @param profile the wire profile of the endpoint
   * @return no channels if the endpoint would refuse the request for the names in it
   */
  public List<ChannelId> channels(PushRequest request, WireProfile profile) {
    return name(request, profile, new Responses(profile, Jitter.random())).channels();
  }

  /** The channel, the channels, or why there is none. */
  Named name(PushRequest request, WireProfile profile, Responses responses) {
    if (groups.isEmpty()) {
      return inOneGroup(request, profile, responses);
    }
    String own;
    try {
      own = groups.get().resolve(request).orElse("");
    } catch (IllegalArgumentException e) {
      return new Named.Refused(responses.badRequest("The channel group cannot be decoded."));
    }
    if (own.isEmpty()) {
      return inOneGroup(request, profile, responses);
    }
    return own.getBytes(StandardCharsets.UTF_8).length > maxLength
        ? new Named.Refused(responses.channelIdTooLong(maxLength))
        : withGroup(own).inOneGroup(request, profile, responses);
  }

  private Named inOneGroup(PushRequest request, WireProfile profile, Responses responses) {
    if (resolvers.size() == 1 && delimiter.isEmpty()) {
      return one(resolvers.get(0), request, profile, responses);
    }
    Set<ChannelId> ids = new LinkedHashSet<>();
    for (ChannelIdResolver resolver : resolvers) {
      Named named = one(resolver, request, profile, responses);
      if (named instanceof Named.Refused) {
        return named;
      }
      if (named instanceof Named.Found found) {
        split(found.id(), ids);
      }
    }
    if (ids.isEmpty()) {
      return new Named.Refused(responses.noChannelId());
    }
    if (ids.size() > MAX_CHANNELS) {
      return new Named.Refused(responses.tooManyChannels(MAX_CHANNELS));
    }
    List<ChannelId> all = List.copyOf(ids);
    return all.size() == 1 ? new Named.Found(all.get(0)) : new Named.Several(all);
  }

  private void split(ChannelId id, Set<ChannelId> ids) {
    if (delimiter.isEmpty()) {
      ids.add(id);
      return;
    }
    for (String name : Splitter.on(delimiter).omitEmptyStrings().split(id.name())) {
      ids.add(new ChannelId(group, name));
    }
  }

  private Named one(
      ChannelIdResolver resolver, PushRequest request, WireProfile profile, Responses responses) {
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
      if (bytes.length > maxLength) {
        name = limitWasSet && profile.has(Trait.CUTS_LONG_IDS) ? cut(bytes) : "";
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
    /** The channels; none if there is a refusal. */
    default List<ChannelId> channels() {
      if (this instanceof Found found) {
        return List.of(found.id());
      }
      return this instanceof Several several ? several.ids() : List.of();
    }

    /** Here it is. */
    record Found(ChannelId id) implements Named {}

    /** Here they are, two at least, each once. */
    record Several(List<ChannelId> ids) implements Named {}

    /** There is none, and this is the response. */
    record Refused(PushResponse response) implements Named {}
  }
}
