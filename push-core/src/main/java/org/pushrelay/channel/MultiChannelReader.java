package org.pushrelay.channel;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.Message;
import org.pushrelay.message.MessageId;
import org.pushrelay.message.MultiplexedId;

/**
 * Several channels read as one, each in its order, and all of them in order of time. One thread at
 * a time.
 *
 * <p>Where the reader stands is one second, and for each channel a tag within it. So no message of
 * an earlier second may come later: it would be hidden by the place that was given out before. A
 * message that a channel is appending may have been stamped in an earlier second already, and not
 * be seen yet. Therefore, before the first message of a new second goes out, each channel's lock is
 * passed once: then all that was stamped before is in the logs, and what is stamped later has this
 * second at least, since the store's seconds never go back.
 *
 * <p>With each second, the cursor drops what it recorded of earlier seconds. So a gap in earlier
 * seconds, on any channel, is reported with the first message of a new second: a later cursor no
 * longer records it.
 *
 * <p>For the same reason a channel that was deleted, and is there again, has to be read before a
 * new second begins: its cursor would be behind what was published there meanwhile.
 */
final class MultiChannelReader {
  private final List<ChannelSource> sources;
  private final IntConsumer rejoin;
  private final int[] tags;
  private long time;

  /** No message of an earlier second will come any more. */
  private long settled = -1;

  /**
   * The id behind which messages of some channel are missing, while that gap has yet to be
   * reported.
   */
  private Optional<MessageId> gap = Optional.empty();

  /**
   * Creates a reader at a cursor in several channels.
   *
   * @param sources the sources to read
   * @param rejoin follows the channel of a source that is gone again, if that channel exists, and
   *     replaces the source with the new one
   */
  MultiChannelReader(List<ChannelSource> sources, Cursor cursor, IntConsumer rejoin) {
    this.sources = sources;
    this.rejoin = rejoin;
    this.tags = new int[sources.size()];
    Arrays.fill(tags, MultiplexedId.NONE);
    if (cursor instanceof Cursor.Multiplexed start) {
      time = start.id().time();
      for (int i = 0; i < tags.length; i++) {
        tags[i] = start.id().tag(i);
      }
    } else if (cursor instanceof Cursor.After after) {
      time = after.id().time();
    } else if (cursor instanceof Cursor.Unknown unknown) {
      gap = Optional.of(unknown.id());
    }
  }

  Optional<Delivery> next() {
    int source = first();
    if (source < 0 && rejoinDeleted()) {
      source = first();
    }
    Optional<Message> first = source < 0 ? Optional.empty() : sources.get(source).peek();
    if (first.isEmpty()) {
      return Optional.empty();
    }
    if (first.get().id().time() > settled) {
      if (settle()) {
        settled = first.get().id().time();
      }
      source = first();
    }
    return take(source);
  }

  /**
   * Passes the lock of each channel.
   *
   * @return whether all that was stamped before is seen now. Not where a deleted channel has
   *     messages left: they go out before the channel is read that has its name now
   */
  private boolean settle() {
    boolean all = true;
    for (int i = 0; i < sources.size(); i++) {
      if (!sources.get(i).settle()) {
        all &= sources.get(i).peek().isEmpty();
        rejoin.accept(i);
      }
    }
    return all;
  }

  /** Whether there was one to rejoin. */
  private boolean rejoinDeleted() {
    boolean any = false;
    for (int i = 0; i < sources.size(); i++) {
      if (sources.get(i).isDeleted()) {
        rejoin.accept(i);
        any = true;
      }
    }
    return any;
  }

  /** The channel whose next message is the earliest; -1 if there is none. */
  private int first() {
    int first = -1;
    MessageId earliest = null;
    for (int i = 0; i < sources.size(); i++) {
      Optional<Message> next = sources.get(i).peek();
      if (next.isPresent() && (earliest == null || next.get().id().isBefore(earliest))) {
        earliest = next.get().id();
        first = i;
      }
    }
    return first;
  }

  private Optional<Delivery> take(int source) {
    // empty if the message has expired since it was seen
    return source < 0 ? Optional.empty() : sources.get(source).next().map(d -> at(d, source));
  }

  private void addGap(Optional<MessageId> after) {
    if (after.isPresent() && (gap.isEmpty() || after.get().isBefore(gap.get()))) {
      gap = after;
    }
  }

  private Delivery at(Delivery delivery, int source) {
    MessageId id = delivery.message().id();
    if (id.time() > time) {
      time = id.time();
      Arrays.fill(tags, MultiplexedId.NONE);
      for (ChannelSource each : sources) {
        addGap(each.takeGapBefore(time));
      }
    }
    if (id.time() == time) {
      tags[source] = id.tag();
    }
    addGap(delivery.gapAfter());
    Optional<MessageId> told = gap;
    gap = Optional.empty();
    return new Delivery(delivery.message(), told, new MultiplexedId(time, tags, source));
  }
}
