package org.pushrelay.channel;

import org.jspecify.annotations.Nullable;
import org.pushrelay.message.MessageDraft;

/**
 * What one channel has been counted for so far. After each change the channel shows what it has by
 * now, and the difference goes to the totals, and to its group where groups are counted. Guarded by
 * the channel's lock.
 */
final class ChannelUsage {
  private final RelayCounters relayCounters;
  private @Nullable Group group;
  private int messages;
  private int waiting;
  private int following;

  /** What its group knows of it. */
  private int members;

  private StorageUsage stored = StorageUsage.NOTHING;

  /**
   * Creates the usage counters of a new channel.
   *
   * @param group counts the channel already; null if its group is not counted
   */
  ChannelUsage(RelayCounters relayCounters, @Nullable Group group) {
    this.relayCounters = relayCounters;
    this.group = group;
    relayCounters.channels.increment();
  }

  @Nullable Group group() {
    return group;
  }

  /** Its group is counted from now on. False if it was already. */
  boolean join(Group counted) {
    if (group != null) {
      return false;
    }
    group = counted;
    counted.changeChannels(1);
    return true;
  }

  /**
   * Whether the group lets so many subscribers be; they count from now on.
   *
   * @param wanted all of the channel
   */
  boolean admits(int wanted) {
    if (group == null || wanted <= members) {
      return true;
    }
    if (!group.takeSubscribers(wanted - members)) {
      return false;
    }
    members = wanted;
    return true;
  }

  /** Why the group does not let a message be kept; null if it does, and then it counts. */
  PublishResult.@Nullable Refused refusal(ChannelLog log, MessageDraft draft) {
    if (group == null) {
      return null;
    }
    StorageUsage wanted = log.storedWith(draft);
    PublishResult.Refused refusal = group.take(wanted.minus(stored));
    if (refusal == null) {
      stored = wanted;
    }
    return refusal;
  }

  /** Something has changed: so it is by now. */
  void update(ChannelLog log, int nowWaiting, int nowFollowing) {
    int nowMessages = log.size();
    if (nowMessages != messages) {
      relayCounters.messages.add(nowMessages - messages);
      messages = nowMessages;
    }
    if (nowWaiting != waiting) {
      relayCounters.waiting.add(nowWaiting - waiting);
      waiting = nowWaiting;
    }
    if (nowFollowing != following) {
      relayCounters.following.add(nowFollowing - following);
      following = nowFollowing;
    }
    if (group != null) {
      update(group, waiting + following, log.stored());
    }
  }

  private void update(Group counting, int nowMembers, StorageUsage nowStored) {
    if (nowMembers != members || !nowStored.equals(stored)) {
      counting.change(nowMembers - members, nowStored.minus(stored));
      members = nowMembers;
      stored = nowStored;
    }
  }

  /** The channel is gone, and nothing of it counts any more. */
  void close() {
    relayCounters.channels.decrement();
    relayCounters.messages.add(-messages);
    relayCounters.waiting.add(-waiting);
    relayCounters.following.add(-following);
    if (group != null) {
      update(group, 0, StorageUsage.NOTHING);
      group.changeChannels(-1);
    }
  }
}
