package org.pushrelay.channel;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.Message;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.message.MessageId;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.Loop;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.Subscriber;
import org.pushrelay.subscriber.Subscription;

/**
 * A channel while it exists: its lock, its log, and its subscribers.
 *
 * <p>"Find no message after the cursor, then wait" and "append, then take the waiters" are one step
 * each under the lock: that is why no message falls between them. No subscriber is notified under
 * the lock; notifications are collected under it and delivered after it. Lock order: this one, then
 * {@link Deadlines}, a {@link LoopFollowers} or a {@link Group}, then nothing but the memory behind
 * log and timers.
 *
 * <p>It is gone once it was deleted, or was empty for its timeout. From then on each call returns
 * {@code null} or false, and {@link ChannelHandle} calls the next channel of that name.
 */
final class LiveChannel {
  private final ChannelHandle handle;
  private final Channels channels;
  private final Deadlines deadlines;
  private final ChannelLog log;

  @GuardedBy("this")
  private final ChannelSubscribers channelSubscribers;

  @GuardedBy("this")
  private boolean gone;

  /**
   * Whether the call that the channel was made for has been carried out. Until then a request for
   * an existing channel does not find it: that call creates the channel, as other requests see it.
   */
  private volatile boolean born;

  @GuardedBy("this")
  private @Nullable MessageId newest;

  /** The address of the subscriber that it counts for; null once it was published to. */
  @GuardedBy("this")
  private @Nullable String maker;

  @GuardedBy("this")
  private final ChannelExpiry channelExpiry;

  @GuardedBy("this")
  private final ChannelUsage channelUsage;

  /**
   * Creates a channel that no other object refers to yet.
   *
   * @param group counts it already; null if its group is not counted
   * @param maker the address of the subscriber that it was made for; null for a publisher
   */
  LiveChannel(
      ChannelId id,
      Channels channels,
      ChannelLog log,
      @Nullable Group group,
      @Nullable String maker) {
    this.maker = maker;
    this.handle = new ChannelHandle(id, channels);
    this.channels = channels;
    this.deadlines = channels.deadlines(id);
    this.channelSubscribers = new ChannelSubscribers(deadlines);
    this.log = log;
    this.channelExpiry = new ChannelExpiry(channels, this::check);
    this.channelUsage = new ChannelUsage(channels.relayCounters(), group);
  }

  ChannelId id() {
    return handle.id();
  }

  /** Returns the handle that all users of the channel can share. */
  ChannelHandle handle() {
    return handle;
  }

  /** Returns the deadlines of the channel's waiters. */
  Deadlines deadlines() {
    return deadlines;
  }

  boolean isBorn() {
    return born;
  }

  /** Appends and delivers; null if the channel is gone. */
  @Nullable PublishResult publish(MessageDraft draft) {
    Message message;
    PendingNotifications pendingNotifications;
    ChannelInfo after;
    synchronized (this) {
      if (gone) {
        return null;
      }
      if (channels.isDraining()) {
        return PublishResult.Refused.DRAINING;
      }
      channelExpiry.renew(draft.policy().channelTimeout());
      PublishResult.Refused refusal = channelUsage.refusal(log, draft);
      if (refusal != null) {
        update();
        return refusal;
      }
      Optional<Message> stamped = log.append(draft);
      if (stamped.isEmpty()) {
        update();
        return PublishResult.Refused.NO_ROOM;
      }
      message = stamped.get();
      forgetMaker();
      newest = message.id();
      channels.listeners().appended(id(), newest);
      pendingNotifications = channelSubscribers.forMessage();
      after = describe();
      update();
    }
    channels.relayCounters().published.increment();
    channels.listeners().published(id(), message.id(), !pendingNotifications.isEmpty());
    channels.relayCounters().delivered.add(pendingNotifications.waiting());
    pendingNotifications.deliver(message);
    int told = pendingNotifications.waiting() + after.subscribers();
    return new PublishResult.Accepted(message.id(), !pendingNotifications.isEmpty(), told, after);
  }

  /** Answers or parks a subscriber; null if the channel is gone. */
  @Nullable Subscription subscribe(Cursor cursor, SubscribePolicy policy, Subscriber subscriber) {
    Waiter waiter = new Waiter(this, cursor, subscriber);
    Loop loop = requireNonNull(subscriber.loop(), "loop");
    EndReason refusal;
    PendingNotifications replaced = null;
    Optional<Message> found = Optional.empty();
    boolean parked = false;
    synchronized (this) {
      if (gone) {
        return null;
      }
      refusal = refusal(policy);
      if (refusal == null) {
        found = log.after(cursor);
        replaced = channelSubscribers.replaced(policy);
        channelExpiry.requested();
        channelExpiry.renew(policy.channelTimeout());
        parked = found.isEmpty() && policy.waits();
        if (parked) {
          channelSubscribers.join(waiter, loop);
          deadlines.add(waiter, policy.timeout());
        }
      }
      update();
    }
    sendAway(replaced);
    if (parked) {
      channels.listeners().joined(id(), subscriber.kind());
      return waiter;
    }
    if (found.isPresent()) {
      channels.relayCounters().delivered.increment();
      Delivery delivery = Delivery.of(found.get());
      NotificationTrampoline.run(() -> waiter.deliver(delivery));
    } else {
      EndReason reason = refusal == null ? EndReason.TIMEOUT : refusal;
      NotificationTrampoline.run(() -> waiter.end(reason));
    }
    return Subscription.ENDED;
  }

  private static void sendAway(@Nullable PendingNotifications replaced) {
    if (replaced != null) {
      replaced.end(EndReason.REPLACED);
    }
  }

  @GuardedBy("this")
  private @Nullable EndReason refusal(SubscribePolicy policy) {
    if (channels.isDraining()) {
      return EndReason.DRAINING;
    }
    EndReason refusal = channelSubscribers.refusal(policy);
    if (refusal != null || !policy.waits()) {
      return refusal;
    }
    return channelUsage.admits(channelSubscribers.staying(policy) + 1)
        ? null
        : EndReason.GROUP_SUBSCRIBERS;
  }

  /** Its group is counted from now on. False if it is already, or the channel is gone. */
  synchronized boolean countIn(Group group) {
    if (gone || !channelUsage.join(group)) {
      return false;
    }
    channelUsage.update(log, channelSubscribers.waiting(), channelSubscribers.following());
    return true;
  }

  /** Returns true once: to the thread that notifies listeners of it. */
  synchronized boolean announce() {
    return channelExpiry.announce();
  }

  Channels channels() {
    return channels;
  }

  /** The group that counts it; null if none does. */
  synchronized @Nullable Group group() {
    return channelUsage.group();
  }

  /**
   * Removes a waiter.
   *
   * @return the loop on which it would have been notified; null if it was taken before, so that
   *     another thread has notified it or will
   */
  synchronized @Nullable Loop leave(Waiter waiter) {
    Loop loop = channelSubscribers.leave(waiter);
    if (loop != null) {
      update();
    }
    return loop;
  }

  /**
   * Lets a follower in, if its policy allows, and gives it its place in the log; null if the
   * channel is gone.
   *
   * @param emptyTime how long the channel is to stay when it is empty; empty for one who does not
   *     care
   */
  @Nullable Admission follow(
      Cursor cursor,
      SubscribePolicy policy,
      Optional<Duration> emptyTime,
      ChannelFollower channelFollower) {
    Loop loop = requireNonNull(channelFollower.loop(), "loop");
    PendingNotifications replaced = null;
    LogReader place;
    synchronized (this) {
      if (gone) {
        return null;
      }
      EndReason refusal = refusal(policy);
      if (refusal != null) {
        update();
        return new Admission.Refused(refusal);
      }
      place = log.read(cursor);
      replaced = channelSubscribers.replaced(policy);
      channelExpiry.requested();
      if (emptyTime.isPresent()) {
        channelExpiry.renew(emptyTime.get());
      }
      // who does not wait reads what is there, and is gone
      if (policy.waits()) {
        channelSubscribers.join(channelFollower, loop);
      }
      update();
    }
    sendAway(replaced);
    if (policy.waits()) {
      channels.listeners().joined(id(), channelFollower.kind());
    }
    return new Admission.Admitted(place);
  }

  /** A follower goes of its own accord; without effect if it was sent away before. */
  void unfollow(ChannelFollower channelFollower) {
    if (remove(channelFollower)) {
      channels.listeners().left(id(), channelFollower.kind());
    }
  }

  private synchronized boolean remove(ChannelFollower channelFollower) {
    boolean left = channelSubscribers.leave(channelFollower);
    if (left) {
      update();
    }
    return left;
  }

  /**
   * Returns once every append in progress is in the log: an append holds the lock. What is appended
   * later has an id of the present second, or of a later one.
   *
   * @return whether the channel is still there
   */
  synchronized boolean settle() {
    return !gone;
  }

  /** Comes into being by being asked; null if the channel is gone. */
  synchronized @Nullable ChannelInfo create(Duration timeout) {
    if (gone) {
      return null;
    }
    channelExpiry.renew(timeout);
    update();
    return describe();
  }

  /** What can be said of it; null if it is gone. */
  synchronized @Nullable ChannelInfo info() {
    if (gone) {
      return null;
    }
    channelExpiry.renew();
    update();
    return describe();
  }

  /** Ends it; null if it is gone already. */
  @Nullable ChannelInfo delete() {
    ChannelInfo before;
    PendingNotifications sentAway;
    synchronized (this) {
      if (gone) {
        return null;
      }
      before = describe();
      sentAway = channelSubscribers.takeAll();
      end();
    }
    channels.forget(this);
    channels.listeners().deleted(id(), false);
    sentAway.end(EndReason.CHANNEL_DELETED);
    return before;
  }

  synchronized void received(Message message) {
    if (!gone) {
      log.received(message);
      update();
    }
  }

  /** Sends away all who wait, and keeps the messages. */
  void drain() {
    PendingNotifications sentAway;
    synchronized (this) {
      sentAway = channelSubscribers.takeAll();
      update();
    }
    sentAway.end(EndReason.DRAINING);
  }

  /** Lets go of what has expired, and of the channel itself when it was empty for its time. */
  private void check() {
    boolean over;
    synchronized (this) {
      if (gone) {
        return;
      }
      channelExpiry.checked();
      update();
      over = channelExpiry.isOver();
      if (over) {
        end();
      }
    }
    if (over) {
      channels.forget(this);
      channels.listeners().deleted(id(), true);
    }
  }

  /** A call has failed: a channel that was made for it has to go again, too. */
  synchronized void callFailed() {
    update();
  }

  @GuardedBy("this")
  private void end() {
    gone = true;
    channelExpiry.end();
    log.close();
    channelUsage.close();
    forgetMaker();
  }

  @GuardedBy("this")
  private void forgetMaker() {
    if (maker != null) {
      channels.makers().release(maker);
      maker = null;
    }
  }

  /** After each change: what expires, or the end of the channel, may have come closer. */
  @GuardedBy("this")
  private void update() {
    born = true;
    if (!gone) {
      channelUsage.update(log, channelSubscribers.waiting(), channelSubscribers.following());
      channelExpiry.update(log.size() == 0 && channelSubscribers.size() == 0, log.nextExpiry());
    }
  }

  @GuardedBy("this")
  private ChannelInfo describe() {
    return new ChannelInfo(
        log.size(),
        channelSubscribers.size(),
        channelExpiry.sinceRequest(),
        channelExpiry.age(),
        Optional.ofNullable(newest));
  }
}
