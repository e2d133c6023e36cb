package org.pushrelay.protocol;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.pushrelay.channel.GroupLimits;

/**
 * How an endpoint for a group behaves (Nchan: {@code nchan_group_location}).
 *
 * @param group finds the group that a request means
 * @param access what may be done
 * @param limits where a request that sets limits has them: by default in arguments of Nchan's
 *     names, as {@code max_channels}. One that is not there, or empty, stays as it is
 * @param cors which pages of other origins may do that
 * @param profile where being compatible and being modern differ
 */
public record GroupConfig(
    ChannelIdResolver group,
    Set<Access> access,
    Map<Limit, ChannelIdResolver> limits,
    Cors cors,
    WireProfile profile) {

  /** What may be done with a group. */
  public enum Access {
    /** GET says how much is used. */
    GET,
    /** POST sets limits. */
    SET,
    /** DELETE deletes all channels. */
    DELETE
  }

  /** What can be limited. */
  public enum Limit {
    /** How many channels. */
    CHANNELS("channels", false),
    /** How many subscribers. */
    SUBSCRIBERS("subscribers", false),
    /** How many messages. */
    MESSAGES("messages", false),
    /** How many bytes of memory for messages. */
    MESSAGES_MEMORY("messages_memory", true),
    /** How many bytes of disk for messages. */
    MESSAGES_DISK("messages_disk", true);

    private final String label;
    private final boolean bytes;

    Limit(String label, boolean bytes) {
      this.label = label;
      this.bytes = bytes;
    }

    /** What Nchan calls it, as {@code messages_memory}. */
    public String label() {
      return label;
    }

    /** Whether it may be written with a unit: {@code 512k}, {@code 0.5G}. */
    boolean isBytes() {
      return bytes;
    }

    /** The same limits with another value for this one. */
    GroupLimits in(GroupLimits limits, long value) {
      return switch (this) {
        case CHANNELS -> limits.withMaxChannels(value);
        case SUBSCRIBERS -> limits.withMaxSubscribers(value);
        case MESSAGES -> limits.withMaxMessages(value);
        case MESSAGES_MEMORY -> limits.withMaxMemory(value);
        case MESSAGES_DISK -> limits.withMaxDisk(value);
      };
    }
  }

  /** Copies the set and the map. */
  public GroupConfig {
    requireNonNull(group, "group");
    access = Set.copyOf(access);
    limits = Map.copyOf(limits);
    requireNonNull(cors, "cors");
    requireNonNull(profile, "profile");
  }

  /** All may be done with this group, in the STANDARD profile. */
  public static GroupConfig of(String group) {
    return of(ChannelIdResolver.fixed(group));
  }

  /** All may be done with the group that a request means, in the STANDARD profile. */
  public static GroupConfig of(ChannelIdResolver group) {
    Map<Limit, ChannelIdResolver> limits = new EnumMap<>(Limit.class);
    for (Limit limit : Limit.values()) {
      limits.put(limit, ChannelIdResolver.argument("max_" + limit.label()));
    }
    return new GroupConfig(
        group,
        Set.of(Access.GET, Access.SET, Access.DELETE),
        limits,
        Cors.OFF,
        WireProfile.STANDARD);
  }

  /** The same where only this may be done. */
  public GroupConfig withAccess(Access... values) {
    return new GroupConfig(group, Set.of(values), limits, cors, profile);
  }

  /** The same with limits that a request has elsewhere; those that are not named cannot be set. */
  public GroupConfig withLimits(Map<Limit, ChannelIdResolver> values) {
    return new GroupConfig(group, access, values, cors, profile);
  }

  /** The same for other origins. */
  public GroupConfig withCors(Cors value) {
    return new GroupConfig(group, access, limits, value, profile);
  }

  /** The same in another profile. */
  public GroupConfig withProfile(WireProfile value) {
    return new GroupConfig(group, access, limits, cors, value);
  }
}
