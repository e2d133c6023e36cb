package org.pushrelay.store.memory;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.channel.ChannelLog;
import org.pushrelay.channel.ChannelStore;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.message.MessageId;
import org.pushrelay.time.TimeSource;

/**
 * Keeps all messages in memory, up to a number of bytes that counts bodies and all that goes with
 * them.
 */
public final class MemoryChannelStore implements ChannelStore {
  /**
   * Message, draft, body, content type, id, entry and its place in the ring, on a 64-bit JVM with
   * compressed references.
   */
  static final int MESSAGE_OVERHEAD = 232;

  /**
   * Channel, tally, lifetime, timer, log, empty place, waiting list, id, name and table node,
   * likewise.
   */
  static final int CHANNEL_OVERHEAD = 700;

  private static final int REMEMBERED_CHANNELS = 16_384;

  private final TimeSource time;
  private final MemoryBudget budget;
  private final MessageIdSequence sequence;
  private final RecentChannelIds forgotten;

  /**
   * A store without a message in it.
   *
   * @param maxBytes how many bytes messages and channels may take together
   */
  public MemoryChannelStore(TimeSource time, long maxBytes) {
    this(time, maxBytes, Integer.MAX_VALUE, REMEMBERED_CHANNELS);
  }

  MemoryChannelStore(TimeSource time, long maxBytes, int maxTag, int rememberedChannels) {
    this.time = requireNonNull(time, "time");
    checkArgument(maxBytes > 0, "maxBytes: %s (expected: > 0)", maxBytes);
    this.budget = new MemoryBudget(maxBytes);
    this.sequence = new MessageIdSequence(time, maxTag);
    this.forgotten = new RecentChannelIds(rememberedChannels, sequence);
  }

  @Override
  public Optional<ChannelLog> open(ChannelId id) {
    return budget.take(cost(id)) ? Optional.of(log(id, false)) : Optional.empty();
  }

  @Override
  public Optional<ChannelLog> openForSubscriber(ChannelId id) {
    return budget.takeForSubscriber(cost(id)) ? Optional.of(log(id, true)) : Optional.empty();
  }

  private ChannelLog log(ChannelId id, boolean forSubscriber) {
    return new MemoryChannelLog(id, this, forgotten.recall(id), forgotten.unknown(), forSubscriber);
  }

  /** A channel of a subscriber's was published to, or is about to be closed. */
  void leaveShare(ChannelId id) {
    budget.leaveShare(cost(id));
  }

  @Override
  public boolean hasReached(long second) {
    return sequence.hasReached(second);
  }

  @Override
  public long usedBytes() {
    return budget.used();
  }

  @Override
  public long maxBytes() {
    return budget.limit();
  }

  /** Called by a log that lets go of all it had. */
  void closed(ChannelId id, @Nullable MessageId lastId) {
    if (lastId != null) {
      forgotten.remember(id, lastId);
    }
    budget.free(cost(id));
  }

  MemoryBudget budget() {
    return budget;
  }

  MessageIdSequence sequence() {
    return sequence;
  }

  long now() {
    return time.nanos();
  }

  long expiry(BufferPolicy policy) {
    if (policy.timeout().isZero()) {
      return ChannelLog.NEVER;
    }
    long expiry = time.nanos() + TimeUnit.NANOSECONDS.convert(policy.timeout());
    return expiry < 0 ? ChannelLog.NEVER : expiry;
  }

  long cost(MessageDraft draft) {
    int contentType = draft.contentType().map(String::length).orElse(0);
    int event = draft.event().map(MemoryChannelStore::size).orElse(0);
    int deflated = draft.deflated().map(MessageBody::size).orElse(0);
    return MESSAGE_OVERHEAD + (long) draft.body().size() + deflated + contentType + event;
  }

  /** The virtual machine keeps a text in one byte for each character, or in two for all. */
  private static int size(String text) {
    return text.chars().allMatch(c -> c <= 0xff) ? text.length() : 2 * text.length();
  }

  private static long cost(ChannelId id) {
    return CHANNEL_OVERHEAD + (long) id.name().length() + id.group().length();
  }
}
