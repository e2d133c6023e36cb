package org.pushrelay.protocol;

import java.util.List;
import org.pushrelay.message.Delivery;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.Subscriber;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;

/**
 * One request that is answered at once, with a message or without: then the client's own entity tag
 * goes back with the 304.
 *
 * @param tag the entity tag that the client sent; empty without one
 * @param cors the headers for pages of other origins
 */
record IntervalPoll(Exchange exchange, Answers answers, String tag, List<Header> cors)
    implements Subscriber {
  /** What Nchan calls it. */
  static final String KIND = "intervalpoll";

  @Override
  public void onMessage(Delivery delivery) {
    exchange.respond(answers.message(delivery, cors));
  }

  @Override
  public void onEnd(EndReason reason) {
    exchange.respond(end(reason).with(cors));
  }

  @Override
  public String kind() {
    return KIND;
  }

  private PushResponse end(EndReason reason) {
    if (reason != EndReason.TIMEOUT) {
      return answers.end(reason);
    }
    return nothingYet(answers, tag);
  }

  /** What one gets where there is no message. */
  static PushResponse nothingYet(Answers answers, String tag) {
    return tag.isEmpty() ? answers.nothingYet() : PushResponse.of(304, new Header("Etag", tag));
  }

  /** The entity tag of a request. */
  static String tag(PushRequest request) {
    return request.header(MessageIdHeaders.IF_NONE_MATCH).orElse("");
  }
}
