package org.pushrelay.protocol;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pushrelay.channel.GroupLimits;

/** How an endpoint for a group behaves (Nchan: {@code nchan_group_location}). */
public final class GroupConfig {
  private final ChannelIdResolver group;
  private final Set<Access> access;
  private final Map<Limit, ChannelIdResolver> limits;
  private final Cors cors;
  private final WireProfile profile;

  private GroupConfig(Builder builder) {
    this.group = builder.group;
    this.access = builder.access;
    this.limits = builder.limits;
    this.cors = builder.cors;
    this.profile = builder.profile;
  }

  /** Returns settings with all defaults for one group. */
  public static GroupConfig of(String group) {
    return of(ChannelIdResolver.fixed(group));
  }

  /** Returns settings with all defaults for the group that a request means. */
  public static GroupConfig of(ChannelIdResolver group) {
    return builder(group).build();
  }

  /** Returns a builder with all defaults for the group that a request means. */
  public static Builder builder(ChannelIdResolver group) {
    return new Builder(group);
  }

  /** Returns a builder that starts with these settings. */
  public Builder toBuilder() {
    Builder builder = new Builder(group);
    builder.access = access;
    builder.limits = limits;
    builder.cors = cors;
    builder.profile = profile;
    return builder;
  }

  /** Returns what finds the group that a request means. */
  public ChannelIdResolver group() {
    return group;
  }

  /** Returns what may be done. */
  public Set<Access> access() {
    return access;
  }

  /** Returns where a request that sets limits has them. */
  public Map<Limit, ChannelIdResolver> limits() {
    return limits;
  }

  /** Returns which pages of other origins may use the endpoint. */
  public Cors cors() {
    return cors;
  }

  /** Returns what the endpoint is compatible with. */
  public WireProfile profile() {
    return profile;
  }

  private static Map<Limit, ChannelIdResolver> arguments() {
    Map<Limit, ChannelIdResolver> limits = new EnumMap<>(Limit.class);
    for (Limit limit : Limit.values()) {
      limits.put(limit, ChannelIdResolver.argument("max_" + limit.label()));
    }
    return limits;
  }

  private List<Object> values() {
    return List.of(group, access, limits, cors, profile);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GroupConfig that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  @Override
  public String toString() {
    return "GroupConfig" + values();
  }

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

    /** Returns a copy of the limits with another value for this one. */
    GroupLimits in(GroupLimits limits, long value) {
      return switch (this) {
        case CHANNELS -> limits.toBuilder().maxChannels(value).build();
        case SUBSCRIBERS -> limits.toBuilder().maxSubscribers(value).build();
        case MESSAGES -> limits.toBuilder().maxMessages(value).build();
        case MESSAGES_MEMORY -> limits.toBuilder().maxMemory(value).build();
        case MESSAGES_DISK -> limits.toBuilder().maxDisk(value).build();
      };
    }
  }

  /** Collects the settings of a {@link GroupConfig}. One thread at a time. */
  public static final class Builder {
    private ChannelIdResolver group;
    private Set<Access> access = Set.of(Access.values());
    private Map<Limit, ChannelIdResolver> limits = arguments();
    private Cors cors = Cors.OFF;
    private WireProfile profile = WireProfile.STANDARD;

    private Builder(ChannelIdResolver group) {
      this.group = requireNonNull(group, "group");
    }

    /** Sets what finds the group that a request means. */
    public Builder group(ChannelIdResolver value) {
      group = requireNonNull(value, "group");
      return this;
    }

    /** Sets what may be done; everything by default. */
    public Builder access(Access... values) {
      access = Set.of(values);
      return this;
    }

    /**
     * Sets where a request that sets limits has them: by default in arguments of Nchan's names, as
     * {@code max_channels}. A limit that is not there, or empty, stays; one that is not among these
     * cannot be set.
     */
    public Builder limits(Map<Limit, ChannelIdResolver> value) {
      limits = Map.copyOf(value);
      return this;
    }

    /** Sets which pages of other origins may use the endpoint; none by default. */
    public Builder cors(Cors value) {
      cors = requireNonNull(value, "cors");
      return this;
    }

    /** Sets what the endpoint is compatible with; the STANDARD profile by default. */
    public Builder profile(WireProfile value) {
      profile = requireNonNull(value, "profile");
      return this;
    }

    /** Returns the settings. */
    public GroupConfig build() {
      return new GroupConfig(this);
    }
  }
}
