package org.pushrelay.channel;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The groups of channels whose use is counted and limited (Nchan: {@code
 * nchan_channel_group_accounting}). A group is not counted until it is said here; then it is, with
 * what exists of it. Others cost nothing. Safe from any thread.
 *
 * <p>Lock order: a bin of the table of channels, a bin of the table here, a {@link LiveChannel},
 * then a {@link Group}. No channel is asked under the bin here.
 */
public final class ChannelGroups {
  private final Channels channels;
  private final ConcurrentMap<String, Group> groups = new ConcurrentHashMap<>();

  /** Groups that stay also while they have no channel. */
  private final Set<String> lasting = ConcurrentHashMap.newKeySet();

  /** What all other groups may have; null if they are not counted. */
  private volatile @Nullable GroupLimits common;

  ChannelGroups(Channels channels) {
    this.channels = channels;
  }

  /** Counts a group from now on, and sets its limits. What is above one already stays. */
  public void count(String group, GroupLimits limits) {
    requireNonNull(group, "group");
    requireNonNull(limits, "limits");
    boolean begins = lasting.add(group) && common == null;
    groups.compute(
        group,
        (name, known) -> {
          Group counted = known == null ? new Group(name, limits) : known;
          counted.limit(limits);
          return counted;
        });
    if (begins) {
      channels.recount(group);
    }
  }

  /**
   * Counts all groups from now on.
   *
   * @param limits what each may have that nothing else was said of, and that comes into use after
   *     this; groups in use keep their limits
   */
  public void countAll(GroupLimits limits) {
    common = requireNonNull(limits, "limits");
    channels.recount();
  }

  /** Whether a group is counted. */
  public boolean counts(String group) {
    return common != null || lasting.contains(group);
  }

  /** What can be said of a group; empty if it is not counted. */
  public Optional<GroupInfo> info(String group) {
    GroupLimits limits = common;
    Group known = groups.get(group);
    if (known != null) {
      return Optional.of(known.info());
    }
    return limits == null
        ? Optional.empty()
        : Optional.of(new GroupInfo(0, 0, StorageUsage.NOTHING, limits));
  }

  /**
   * Deletes all channels of a group that exist.
   *
   * @return what could be said of it before; empty if it is not counted
   */
  public CompletableFuture<Optional<GroupInfo>> delete(String group) {
    Optional<GroupInfo> before = info(group);
    CompletableFuture<?>[] deletions =
        channels.list().stream()
            .filter(id -> id.group().equals(group))
            .map(id -> channels.channel(id).delete())
            .toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(deletions).thenApply(all -> before);
  }

  /**
   * The group of a channel that is about to be, in use until {@link #leave}; null if it is not
   * counted.
   */
  @Nullable Group enter(String name) {
    GroupLimits limits = common;
    if (limits == null && groups.isEmpty()) {
      return null;
    }
    return groups.compute(
        name,
        (same, known) -> {
          Group group = known != null || limits == null ? known : new Group(name, limits);
          if (group != null) {
            group.use();
          }
          return group;
        });
  }

  /** A channel is gone, or did not come to be. */
  void leave(Group left) {
    groups.computeIfPresent(
        left.name, (name, group) -> group.leave() && !lasting.contains(name) ? null : group);
  }

  /** Whether a group has as many channels as it may. */
  public boolean isFull(String name) {
    Group group = groups.get(name);
    return group != null && group.isFull();
  }
}
