package org.pushrelay.store.memory;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.pushrelay.channel.LogReader;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Delivery;

/**
 * A place in the chain of a log. It keeps what lies ahead of it from being collected, also when the
 * channel no longer keeps it: that is what {@link #limitLag} bounds.
 */
final class MemoryLogReader implements LogReader {
  private final MemoryChannelLog log;
  private Place place;
  private Cursor cursor;

  MemoryLogReader(Place place, Cursor cursor, MemoryChannelLog log) {
    this.place = place;
    this.cursor = cursor;
    this.log = log;
  }

  @Override
  public Optional<Delivery> next() {
    while (true) {
      Place behind = place.next;
      if (behind == null) {
        return Optional.empty();
      }
      Entry entry = entry(place);
      place = behind;
      if (entry.expiry > log.now()) {
        Delivery delivery = Delivery.of(entry.message, cursor);
        cursor = Cursor.after(entry.message.id());
        return Optional.of(delivery);
      }
    }
  }

  /** The entry of a place that has another one behind it. */
  private static Entry entry(Place filled) {
    return requireNonNull(filled.entry, "a filled place");
  }

  @Override
  public void limitLag(int maxMessages, long maxBytes) {
    Place end = log.end();
    if (end.index - place.index <= maxMessages && end.offset - place.offset <= maxBytes) {
      return;
    }
    for (Place behind = place.next; behind != null; behind = place.next) {
      if (!entry(place).dropped) {
        return;
      }
      place = behind;
    }
  }
}
