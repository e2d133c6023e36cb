package org.pushrelay.netty;

import java.util.List;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseListener;

/** Answers with more than the system's buffers hold, and knows when that was given up. */
final class HugeAnswer implements ExchangeHandler, ResponseListener {
  private static final PushResponse ANSWER =
      PushResponse.of(200, List.of(), MessageBody.wrap(new byte[20 << 20]));

  private volatile boolean givenUp;

  @Override
  public void handle(Exchange exchange) {
    exchange.respond(ANSWER, this);
  }

  @Override
  public void onSent() {}

  @Override
  public void onFailure(Throwable cause) {
    givenUp = true;
  }

  boolean isGivenUp() {
    return givenUp;
  }
}
