package org.pushrelay.store.memory;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.channel.ChannelLog;
import org.pushrelay.channel.LogReader;
import org.pushrelay.channel.StorageUsage;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Message;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.message.MessageId;

/**
 * A log in memory: a {@link MessageBuffer} of the kept messages, for subscribers that come with an
 * id, and the end of a chain of {@link LogNode}s, along which streaming readers advance. A kept
 * message has no link to later ones, so it keeps no message alive that is not kept.
 */
final class MemoryChannelLog implements ChannelLog {
  private final ChannelId id;
  private final MemoryChannelStore store;
  private final MessageBuffer kept = new MessageBuffer();

  /** What all that is kept costs of the budget. */
  private long keptCost;

  /**
   * The empty place where the next message goes. Written under the channel's lock, read also
   * without it.
   */
  private volatile LogNode end = new LogNode(0, 0);

  /** How many bytes the bodies of kept messages have. */
  private long keptBytes;

  /** Where what is kept begins. Written under the channel's lock, read also without it. */
  private volatile Kept keptFrom = new Kept(0, 0);

  /** The last id that the channel of this name was given; null if none is known. */
  private @Nullable MessageId lastId;

  private boolean forSubscriber;

  /** Stands in for the last id where none is known. */
  private final MessageId floor;

  /**
   * @param forSubscriber whether it counts in the share of subscribers until it has a message
   */
  MemoryChannelLog(
      ChannelId id,
      MemoryChannelStore store,
      @Nullable MessageId lastId,
      MessageId floor,
      boolean forSubscriber) {
    this.forSubscriber = forSubscriber;
    this.id = id;
    this.store = store;
    this.lastId = lastId;
    this.floor = floor;
  }

  @Override
  public Optional<Message> append(MessageDraft draft) {
    expire();
    BufferPolicy policy = draft.policy();
    long cost = policy.keeps() ? store.cost(draft) : 0;
    int excess = excessWith(policy);
    long freed = costOfOldest(excess);
    if (!store.budget().exchange(freed, cost)) {
      return Optional.empty();
    }
    keptCost += cost - freed;
    leaveShare();
    for (int i = 0; i < excess; i++) {
      forget(kept.removeOldest());
    }
    Message message = stamp(draft);
    LogEntry entry = new LogEntry(message, store.expiry(policy), cost);
    if (policy.keeps()) {
      kept.add(entry);
      keptBytes += draft.body().size();
    } else {
      entry.dropped = true;
    }
    end = end.fill(entry);
    noteKept();
    return Optional.of(message);
  }

  /** How many of the oldest go for one more. */
  private int excessWith(BufferPolicy policy) {
    return policy.keeps() ? Math.max(0, kept.size() + 1 - policy.maxMessages()) : 0;
  }

  private long costOfOldest(int count) {
    long cost = 0;
    for (int place = 0; place < count; place++) {
      cost += kept.get(place).cost;
    }
    return cost;
  }

  private Message stamp(MessageDraft draft) {
    MessageId last = lastId;
    MessageId next = store.sequence().next(last);
    lastId = next;
    return new Message(next, last == null ? floor : last, draft);
  }

  @Override
  public Optional<Message> after(Cursor cursor) {
    expire();
    int place = place(cursor);
    return place < kept.size() ? Optional.of(kept.get(place).message) : Optional.empty();
  }

  /**
   * The place in the buffer of the first message after a cursor; the buffer's size if there is
   * none.
   */
  private int place(Cursor cursor) {
    if (cursor instanceof Cursor.After after) {
      return kept.firstAfter(after.id());
    }
    if (cursor instanceof Cursor.Multiplexed several) {
      return place(several.in(0));
    }
    if (cursor instanceof Cursor.Nth nth) {
      int fromOldest = nth.place() > 0 ? nth.place() - 1 : kept.size() + nth.place();
      return Math.max(0, Math.min(fromOldest, Math.max(0, kept.size() - 1)));
    }
    return cursor instanceof Cursor.Newest ? kept.size() : 0;
  }

  @Override
  public LogReader read(Cursor cursor) {
    expire();
    int from = place(cursor);
    LogNode start = end;
    for (int place = kept.size() - 1; place >= from; place--) {
      start = start.precededBy(kept.get(place));
    }
    MessageId before = before(from);
    // the id from which a reader counts what it misses
    Cursor.After anchor = cursor instanceof Cursor.After at ? at : new Cursor.After(before);
    MessageId unknown = cursor instanceof Cursor.Unknown stranger ? stranger.id() : null;
    MemoryLogReader reader = new MemoryLogReader(start, anchor, before, unknown, this);
    // with nothing kept ahead, it is in front of the place already
    return from < kept.size() && lastId != null
        ? reader.with(new MemoryLogReader.EndGap(end, lastId))
        : reader;
  }

  /** The id of the message before one of those that are kept, or before the next one. */
  private MessageId before(int from) {
    if (from < kept.size()) {
      return kept.get(from).message.predecessor();
    }
    return lastId == null ? floor : lastId;
  }

  LogNode end() {
    return end;
  }

  Kept kept() {
    return keptFrom;
  }

  /**
   * Where in the chain what is kept begins, or would if all of it were the newest messages.
   *
   * @param fromIndex as {@link LogNode#index}
   * @param fromOffset as {@link LogNode#offset}
   */
  record Kept(long fromIndex, long fromOffset) {}

  long now() {
    return store.now();
  }

  @Override
  public int size() {
    expire();
    return kept.size();
  }

  @Override
  public StorageUsage stored() {
    expire();
    return new StorageUsage(kept.size(), keptCost, 0);
  }

  @Override
  public StorageUsage storedWith(MessageDraft draft) {
    expire();
    BufferPolicy policy = draft.policy();
    if (!policy.keeps()) {
      return stored();
    }
    int excess = excessWith(policy);
    return new StorageUsage(
        kept.size() + 1 - excess, keptCost + store.cost(draft) - costOfOldest(excess), 0);
  }

  @Override
  public long nextExpiry() {
    return kept.nextExpiry();
  }

  @Override
  public void received(Message message) {
    expire();
    if (!message.policy().deleteOldestReceived() || kept.size() <= message.policy().minMessages()) {
      return;
    }
    if (kept.get(0).message == message) {
      drop(kept.removeOldest());
      noteKept();
    }
  }

  private void expire() {
    long now = store.now();
    if (now >= kept.nextExpiry()) {
      kept.removeExpired(now, this::drop);
      noteKept();
    }
  }

  private void drop(LogEntry entry) {
    forget(entry);
    keptCost -= entry.cost;
    store.budget().free(entry.cost);
  }

  private void noteKept() {
    keptFrom = new Kept(end.index - kept.size(), end.offset - keptBytes);
  }

  private void forget(LogEntry entry) {
    entry.dropped = true;
    keptBytes -= entry.message.body().size();
  }

  @Override
  public void close() {
    while (kept.size() > 0) {
      drop(kept.removeOldest());
    }
    leaveShare();
    store.closed(id, lastId);
  }

  private void leaveShare() {
    if (forSubscriber) {
      forSubscriber = false;
      store.leaveShare(id);
    }
  }
}
