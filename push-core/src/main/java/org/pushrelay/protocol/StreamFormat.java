package org.pushrelay.protocol;

import org.pushrelay.message.Delivery;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageId;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseStream;

/**
 * How one kind of stream looks on the wire. What does not depend on the subscriber is rendered once
 * and shared.
 */
interface StreamFormat {

  /** Which kind it is. */
  SubscriberKind kind();

  /** The head of the response, with what is sent first as its body. */
  PushResponse head();

  /** Writes a message. */
  void message(Delivery delivery, ResponseStream out);

  /**
   * Says that messages after this id may be missing; nothing where the kind has no words for it.
   */
  default void gap(MessageId after, ResponseStream out) {}

  /** Writes something that means nothing; nothing where the kind has no words for it. */
  default void heartbeat(ResponseStream out) {}

  /** Says why there is no more; nothing where the kind has no words for it. */
  default void end(EndReason reason, ResponseStream out) {}

  /** Whether {@link #end} has words for the reason. */
  default boolean writesEndReason() {
    return false;
  }

  /** A piece of text. */
  static MessageBody piece(String text) {
    return MessageBody.utf8(text);
  }
}
