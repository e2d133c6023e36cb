package org.pushrelay.benchmarks.parked;

import org.pushrelay.message.Cursor;
import org.pushrelay.message.MessageId;

/** Where the subscribers stand who are parked. */
enum CursorKind {
  /** Each brings an id of its own, as a client does that asks again over HTTP. */
  OWN("own cursor each") {
    @Override
    Cursor cursor(MessageId last) {
      return Cursor.after(new MessageId(last.time(), last.tag()));
    }
  },
  /** All share one object, as subscribers of the same process can. */
  SHARED("one cursor for all") {
    @Override
    Cursor cursor(MessageId last) {
      return Cursor.newest();
    }
  };

  private final String label;

  CursorKind(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** The cursor of one more subscriber, behind the last message of the channel. */
  abstract Cursor cursor(MessageId last);
}
