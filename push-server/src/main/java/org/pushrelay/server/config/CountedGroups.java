package org.pushrelay.server.config;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import org.pushrelay.channel.GroupLimits;

/**
 * The groups whose use is counted ({@code nchan_channel_group_accounting}).
 *
 * @param named groups by their names, with what each may have
 * @param others what each other group may have; empty if these are not counted
 */
public record CountedGroups(Map<String, GroupLimits> named, Optional<GroupLimits> others) {
  /** No group is counted. */
  public static final CountedGroups NONE = new CountedGroups(Map.of(), Optional.empty());

  /** Copies the map. */
  public CountedGroups {
    named = Map.copyOf(named);
    requireNonNull(others, "others");
  }
}
