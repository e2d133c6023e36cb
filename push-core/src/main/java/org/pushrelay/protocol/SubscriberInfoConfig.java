package org.pushrelay.protocol;

import static java.util.Objects.requireNonNull;

/**
 * How an endpoint behaves that lists subscribers (Nchan: {@code nchan_subscriber_info}).
 *
 * @param naming how it finds the channels whose subscribers it lists
 * @param cors which pages of other origins may read the list
 * @param profile where being compatible and being modern differ
 */
public record SubscriberInfoConfig(ChannelNaming naming, Cors cors, WireProfile profile) {
  /** The argument {@code id}, no pages of other origins, the STANDARD profile. */
  public static final SubscriberInfoConfig DEFAULT =
      new SubscriberInfoConfig(ChannelNaming.DEFAULT, Cors.OFF, WireProfile.STANDARD);

  /** Checks that nothing is null. */
  public SubscriberInfoConfig {
    requireNonNull(naming, "naming");
    requireNonNull(cors, "cors");
    requireNonNull(profile, "profile");
  }

  /** Returns a copy that finds the channels another way. */
  public SubscriberInfoConfig withNaming(ChannelNaming value) {
    return new SubscriberInfoConfig(value, cors, profile);
  }

  /** Returns a copy for pages of other origins. */
  public SubscriberInfoConfig withCors(Cors value) {
    return new SubscriberInfoConfig(naming, value, profile);
  }

  /** Returns a copy in another profile. */
  public SubscriberInfoConfig withProfile(WireProfile value) {
    return new SubscriberInfoConfig(naming, cors, value);
  }
}
