package org.pushrelay.store.memory;

import java.util.Optional;
import org.pushrelay.channel.LogReader;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.Message;

/**
 * A place in the chain of a log. It keeps what lies ahead of it from being collected, also when the
 * channel no longer keeps it: that is what {@link #limitLag} bounds.
 */
final class MemoryLogReader implements LogReader {
  private final MemoryChannelLog log;
  private Entry place;
  private Cursor cursor;

  MemoryLogReader(Entry place, Cursor cursor, MemoryChannelLog log) {
    this.place = place;
    this.cursor = cursor;
    this.log = log;
  }

  @Override
  public Optional<Delivery> next() {
    while (true) {
      Entry entry = place;
      Entry behind = entry.next;
      if (behind == null) {
        return Optional.empty();
      }
      place = behind;
      if (entry.expiry > log.now()) {
        Message message = MessageBuffer.message(entry);
        Delivery delivery = Delivery.of(message, cursor);
        cursor = Cursor.after(message.id());
        return Optional.of(delivery);
      }
    }
  }

  @Override
  public void limitLag(int maxMessages, long maxBytes) {
    Entry end = log.end();
    if (end.index - place.index <= maxMessages && end.offset - place.offset <= maxBytes) {
      return;
    }
    while (place.dropped) {
      Entry behind = place.next;
      if (behind == null) {
        return;
      }
      place = behind;
    }
  }
}
