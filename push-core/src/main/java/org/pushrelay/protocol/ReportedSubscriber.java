package org.pushrelay.protocol;

import org.pushrelay.message.Delivery;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.Loop;
import org.pushrelay.subscriber.Subscriber;
import org.pushrelay.subscriber.Subscription;

/** A subscriber of whom it is reported that it waits, what it gets, and that it left. */
record ReportedSubscriber(Subscriber subscriber, ReportedStay stay) implements Subscriber {

  /** It has subscribed; if it is not told yet, it waits. */
  Subscription begun(Subscription subscription) {
    if (subscription == Subscription.ENDED) {
      return subscription;
    }
    stay.join();
    return () -> {
      subscription.cancel();
      stay.leave();
    };
  }

  @Override
  public void onMessage(Delivery delivery) {
    stay.join();
    subscriber.onMessage(delivery);
    stay.receive();
    stay.leave();
  }

  @Override
  public void onEnd(EndReason reason) {
    subscriber.onEnd(reason);
    stay.receiveStatus();
    stay.leave();
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
