package org.pushrelay.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.Delivery;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.Loop;
import org.pushrelay.subscriber.StreamSubscriber;
import org.pushrelay.subscriber.StreamSubscription;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;

/**
 * One request for one message of several channels: a stream of them that ends with the first
 * message. If it does not wait, it ends also where there is none.
 */
final class MultiplexedPoll implements StreamSubscriber {
  private final Exchange exchange;
  private final Answers answers;
  private final List<Header> cors;
  private final boolean waits;
  private @Nullable StreamSubscription subscription;
  private boolean answered;

  MultiplexedPoll(Exchange exchange, Answers answers, List<Header> cors, boolean waits) {
    this.exchange = exchange;
    this.answers = answers;
    this.cors = cors;
    this.waits = waits;
  }

  @Override
  public void onBegin(StreamSubscription begun) {
    subscription = begun;
    if (waits) {
      exchange.whenClientGone(begun::cancel);
    }
  }

  @Override
  public boolean onMessage(Delivery delivery) {
    answered = true;
    leave();
    exchange.respond(answers.message(delivery, cors));
    return false;
  }

  @Override
  public void onPause() {
    if (!answered && !waits) {
      leave();
      onEnd(EndReason.TIMEOUT);
    }
  }

  @Override
  public void onHeartbeat() {}

  @Override
  public void onEnd(EndReason reason) {
    boolean nothingYet = reason == EndReason.TIMEOUT && !waits;
    exchange.respond((nothingYet ? answers.nothingYet() : answers.end(reason)).with(cors));
  }

  private void leave() {
    if (subscription != null) {
      subscription.cancel();
    }
  }

  @Override
  public Loop loop() {
    return exchange.loop();
  }
}
