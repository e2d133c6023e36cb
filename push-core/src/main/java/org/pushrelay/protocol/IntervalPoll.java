package org.pushrelay.protocol;

import java.util.List;
import org.pushrelay.message.Delivery;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.Subscriber;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

/**
 * One request that is answered at once, with a message or without: then the client's own entity tag
 * goes back with the 304.
 *
 * @param cors the headers for pages of other origins
 */
record IntervalPoll(Exchange exchange, Answers answers, List<Header> cors) implements Subscriber {

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
    return "intervalpoll";
  }

  private PushResponse end(EndReason reason) {
    if (reason != EndReason.TIMEOUT) {
      return answers.end(reason);
    }
    return exchange
        .request()
        .header(MessageIdHeaders.IF_NONE_MATCH)
        .filter(tag -> !tag.isEmpty())
        .map(tag -> PushResponse.of(304, new Header("Etag", tag)))
        .orElseGet(() -> answers.end(reason));
  }
}
