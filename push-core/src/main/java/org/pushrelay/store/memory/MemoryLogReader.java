package org.pushrelay.store.memory;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pushrelay.channel.LogReader;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.Message;
import org.pushrelay.message.MessageId;

/**
 * A cursor in the chain of a log. It prevents the collection of the messages ahead of it, even if
 * the channel no longer keeps them: {@link #limitLag} bounds how much that is.
 */
final class MemoryLogReader implements LogReader {
  private final MemoryChannelLog log;
  private LogNode place;
  private Cursor.After cursor;

  /**
   * The last message in front of the next one that can be read, as far as known; if that is behind
   * the cursor, it was missed.
   */
  private @Nullable MessageId missed;

  /** The id of a stranger, behind which messages may be missing, until that is told. */
  private @Nullable MessageId unknown;

  /** Messages at the end of the log that cannot be read; null if there are none, or once noted. */
  private @Nullable EndGap endGap;

  /** The place of the message that was peeked at last. */
  private @Nullable LogNode shown;

  /** How far the log has to come before what lies ahead is looked through again. */
  private long nextWalkAtIndex;

  private long nextWalkAtOffset;

  /**
   * A place.
   *
   * @param cursor from where it counts what it misses
   * @param before the id of the message in front of the place, kept or not
   * @param unknown an id of elsewhere behind which a gap is told in any case; null if there is none
   */
  MemoryLogReader(
      LogNode place,
      Cursor.After cursor,
      MessageId before,
      @Nullable MessageId unknown,
      MemoryChannelLog log) {
    this.place = place;
    this.cursor = cursor;
    this.missed = before;
    this.unknown = unknown;
    this.log = log;
  }

  /**
   * Messages that were missing at the end of a log.
   *
   * @param place the place behind them
   * @param last the id of the last one
   */
  record EndGap(LogNode place, MessageId last) {}

  /** Returns this reader, which reports what was missing at the end of the log. */
  MemoryLogReader with(EndGap gap) {
    endGap = gap;
    return this;
  }

  /** No later message may come for long, so what is missing is noted as soon as it is reached. */
  private void noteEndGap() {
    EndGap gap = endGap;
    if (gap != null && gap.place() == place) {
      missed = gap.last();
      endGap = null;
    }
  }

  @Override
  public Optional<Delivery> next() {
    // what was shown is not looked at again: its time may be over by now
    Optional<Message> found = place == shown ? Optional.of(entry(place).message) : peek();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Message message = found.get();
    MessageId stranger = unknown;
    Delivery delivery = Delivery.of(message, stranger == null ? cursor : Cursor.unknown(stranger));
    unknown = null;
    cursor = new Cursor.After(message.id());
    place = requireNonNull(place.next, "the place behind a filled one");
    shown = null;
    return Optional.of(delivery);
  }

  @Override
  public MessageId behind() {
    return cursor.id();
  }

  @Override
  public Optional<Message> peek() {
    noteEndGap();
    for (LogNode behind = place.next; behind != null; behind = place.next) {
      LogEntry entry = entry(place);
      if (entry.expiry > log.now()) {
        // not only what was in front at first: what is kept may have holes
        missed = entry.message.predecessor();
        shown = place;
        return Optional.of(entry.message);
      }
      missed = entry.message.id();
      place = behind;
      noteEndGap();
    }
    return Optional.empty();
  }

  @Override
  public Optional<MessageId> takeGapBefore(long second) {
    Optional<MessageId> stranger = Optional.ofNullable(unknown);
    unknown = null;
    MessageId last = missed;
    if (last == null || last.time() >= second) {
      return stranger;
    }
    missed = null;
    MessageId from = cursor.id();
    if (!from.isBefore(last)) {
      return stranger;
    }
    cursor = new Cursor.After(last);
    return stranger.isPresent() ? stranger : Optional.of(from);
  }

  @Override
  public boolean lagsBehind(int maxMessages, long maxBytes) {
    MemoryChannelLog.Kept kept = log.kept();
    long messages = kept.fromIndex() - place.index;
    // one message may have any length: otherwise only a reader at the end could read it
    return messages > maxMessages || (messages > 1 && kept.fromOffset() - place.offset > maxBytes);
  }

  @Override
  public void skipToNewest() {
    LogNode newest = place;
    for (LogNode behind = place.next; behind != null; behind = behind.next) {
      missed = entry(place).message.predecessor();
      newest = place;
      place = behind;
    }
    place = newest;
  }

  /** The entry of a place that has another one behind it. */
  private static LogEntry entry(LogNode filled) {
    return requireNonNull(filled.entry, "a filled place");
  }

  /**
   * Leaves the chain for one of its own, of what the log still keeps. That is a walk over all that
   * lies ahead, so it is done again only when as much again has come.
   */
  @Override
  public void limitLag(int maxMessages, long maxBytes) {
    LogNode end = log.end();
    boolean tooMany = end.index - place.index > maxMessages && end.index >= nextWalkAtIndex;
    boolean tooLarge = end.offset - place.offset > maxBytes && end.offset >= nextWalkAtOffset;
    if (tooMany || tooLarge) {
      place = keptOnly();
      nextWalkAtIndex = end.index + Math.max(maxMessages, end.index - place.index);
      nextWalkAtOffset = end.offset + Math.max(maxBytes, end.offset - place.offset);
    }
  }

  private LogNode keptOnly() {
    Deque<LogEntry> kept = new ArrayDeque<>();
    LogNode walked = place;
    for (LogNode behind = walked.next; behind != null; behind = walked.next) {
      LogEntry entry = entry(walked);
      if (entry.dropped) {
        endGap = new EndGap(behind, entry.message.id());
      } else {
        kept.push(entry);
      }
      walked = behind;
    }
    if (endGap != null && endGap.place() != walked) {
      // a kept message behind it tells of it
      endGap = null;
    }
    LogNode start = walked;
    for (LogEntry entry : kept) {
      start = start.precededBy(entry);
    }
    return start;
  }
}
