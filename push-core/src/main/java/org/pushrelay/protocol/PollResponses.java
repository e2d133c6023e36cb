package org.pushrelay.protocol;

import java.util.List;
import org.pushrelay.message.Delivery;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

/**
 * What the subscribers of one endpoint are answered: messages, and the reasons why there is none.
 */
record PollResponses(MessageResponses messages, Responses responses) {

  PushResponse message(Delivery delivery, List<Header> cors) {
    return messages.of(delivery, cors);
  }

  /** Several messages in one response. */
  PushResponse messages(List<Delivery> deliveries, List<Header> cors) {
    return messages.of(deliveries).with(cors);
  }

  /** The response to an interval-poll for which there is no message. */
  PushResponse nothingYet(IntervalPoll.Position position) {
    return messages.nothingYet(position);
  }

  PushResponse end(EndReason reason) {
    return responses.endOfPoll(reason);
  }
}
