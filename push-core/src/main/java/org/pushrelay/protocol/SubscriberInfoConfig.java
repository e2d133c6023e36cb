package org.pushrelay.protocol;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** How an endpoint behaves that lists subscribers (Nchan: {@code nchan_subscriber_info}). */
public final class SubscriberInfoConfig {
  /** All defaults: the argument {@code id}, no pages of other origins, the STANDARD profile. */
  public static final SubscriberInfoConfig DEFAULT = builder().build();

  private final ChannelNaming naming;
  private final Cors cors;
  private final WireProfile profile;

  private SubscriberInfoConfig(Builder builder) {
    this.naming = builder.naming;
    this.cors = builder.cors;
    this.profile = builder.profile;
  }

  /** Returns a builder with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that starts with these settings. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.naming = naming;
    builder.cors = cors;
    builder.profile = profile;
    return builder;
  }

  /** Returns how the endpoint finds the channels whose subscribers it lists. */
  public ChannelNaming naming() {
    return naming;
  }

  /** Returns which pages of other origins may read the list. */
  public Cors cors() {
    return cors;
  }

  /** Returns what the endpoint is compatible with. */
  public WireProfile profile() {
    return profile;
  }

  private List<Object> values() {
    return List.of(naming, cors, profile);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SubscriberInfoConfig that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  @Override
  public String toString() {
    return "SubscriberInfoConfig" + values();
  }

  /** Collects the settings of a {@link SubscriberInfoConfig}. One thread at a time. */
  public static final class Builder {
    private ChannelNaming naming = ChannelNaming.DEFAULT;
    private Cors cors = Cors.OFF;
    private WireProfile profile = WireProfile.STANDARD;

    private Builder() {}

    /**
     * Sets how the endpoint finds the channels whose subscribers it lists; by the argument {@code
     * id} by default.
     */
    public Builder naming(ChannelNaming value) {
      naming = requireNonNull(value, "naming");
      return this;
    }

    /** Sets which pages of other origins may read the list; none by default. */
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

    /** Returns the settings. */
    public SubscriberInfoConfig build() {
      return new SubscriberInfoConfig(this);
    }
  }
}
