package org.pushrelay.protocol;

import org.pushrelay.message.Delivery;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.Loop;
import org.pushrelay.subscriber.Subscriber;
import org.pushrelay.subscriber.Subscription;

/**
 * A subscriber of whom it is reported that it waits, what it gets, and that it left. Reports before
 * the subscriber has its response: its client may subscribe again at once.
 */
record ReportingSubscriber(Subscriber subscriber, SubscriptionReport stay) implements Subscriber {

  /** It has subscribed; if it is not told yet, it waits. */
  Subscription begun(Subscription subscription) {
    if (subscription == Subscription.ENDED) {
      return subscription;
    }
    stay.joinHeld();
    return () -> {
      subscription.cancel();
      stay.leave();
    };
  }

  @Override
  public void onMessage(Delivery delivery) {
    stay.join();
    stay.receive();
    stay.leave();
    subscriber.onMessage(delivery);
  }

  @Override
  public void onEnd(EndReason reason) {
    stay.receiveStatus();
    stay.leave();
    subscriber.onEnd(reason);
  }

  @Override
  public String address() {
    return subscriber.address();
  }

  @Override
  public Loop loop() {
    return subscriber.loop();
  }

  @Override
  public String kind() {
    return subscriber.kind();
  }
}
