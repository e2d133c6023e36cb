package org.pushrelay.channel;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.Comparator;

/**
 * What a channel is called. Two ids are the same if their characters are: nothing is decoded,
 * folded or normalised. They are ordered only so that many ids with equal hashes cost little in a
 * hash table.
 *
 * @param group the namespace; empty for the one without a name (NHPM: {@code push_channel_group})
 * @param name the name within the group, not empty
 */
public record ChannelId(String group, String name) implements Comparable<ChannelId> {
  private static final Comparator<ChannelId> ORDER =
      Comparator.comparing(ChannelId::name).thenComparing(ChannelId::group);

  /** Checks that there is a name. */
  public ChannelId {
    requireNonNull(group, "group");
    requireNonNull(name, "name");
    checkArgument(!name.isEmpty(), "name: is empty (expected: at least one character)");
  }

  /** A channel in the group without a name. */
  public static ChannelId of(String name) {
    return new ChannelId("", name);
  }

  @Override
  public int compareTo(ChannelId other) {
    return ORDER.compare(this, other);
  }

  /** The group and the name with a slash between them. */
  @Override
  public String toString() {
    return group.isEmpty() ? name : group + "/" + name;
  }
}
