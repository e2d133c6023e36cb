package org.pushrelay.benchmarks.core;

import static java.util.Objects.requireNonNull;

import org.pushrelay.PushEngine;
import org.pushrelay.channel.Channel;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.subscriber.SubscribePolicy;

/** A delivery as a channel makes it. */
final class SampleDelivery {
  private SampleDelivery() {}

  static Delivery delivery() {
    try (PushEngine engine = PushEngine.create()) {
      Channel channel = engine.channel("sample");
      channel.publish(MessageDraft.text("x".repeat(128))).join();
      Listener listener = Listener.of(0);
      channel.subscribe(Cursor.oldest(), SubscribePolicy.NO_TIMEOUT, listener);
      return requireNonNull(listener.last(), "a message");
    }
  }
}
