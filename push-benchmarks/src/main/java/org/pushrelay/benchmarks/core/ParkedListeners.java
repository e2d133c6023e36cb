package org.pushrelay.benchmarks.core;

import java.time.Duration;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.PublishResult;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.message.MessageId;
import org.pushrelay.subscriber.SubscribePolicy;

/** A channel, and many who wait on it with a timeout. One thread at a time. */
final class ParkedListeners {
  /** Longer than any benchmark, so that none of them fires. */
  private static final SubscribePolicy POLICY =
      SubscribePolicy.builder().timeout(Duration.ofHours(1)).build();

  private static final MessageDraft DRAFT = MessageDraft.text("x".repeat(128));

  private final PushEngine engine = PushEngine.create();
  private final Channel channel = engine.channel("benchmark");
  private final Listener[] listeners;
  private MessageId last;

  ParkedListeners(int count) {
    listeners = new Listener[count];
    for (int i = 0; i < count; i++) {
      listeners[i] = Listener.of(i);
    }
    last = publish();
  }

  /** Lets all of them wait, each with a cursor of its own, as those have that come over HTTP. */
  void park() {
    for (Listener listener : listeners) {
      Cursor cursor = Cursor.after(new MessageId(last.time(), last.tag()));
      channel.subscribe(cursor, POLICY, listener);
    }
  }

  /** Publishes a message, which all of them get before this returns. */
  MessageId publish() {
    PublishResult result = channel.publish(DRAFT).join();
    if (result instanceof PublishResult.Accepted accepted) {
      last = accepted.id();
      return last;
    }
    throw new IllegalStateException("not published: " + result);
  }

  void close() {
    engine.close();
  }
}
