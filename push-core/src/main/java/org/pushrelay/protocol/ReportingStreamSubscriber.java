package org.pushrelay.protocol;

import org.pushrelay.message.Delivery;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.Loop;
import org.pushrelay.subscriber.StreamSubscriber;
import org.pushrelay.subscriber.StreamSubscription;

/**
 * A subscriber that stays, of which it is reported that it came, what it gets, and that it left.
 */
record ReportingStreamSubscriber(StreamSubscriber subscriber, SubscriptionReport stay)
    implements StreamSubscriber {

  /** Reports when it is cancelled. */
  private record Reported(StreamSubscription subscription, SubscriptionReport stay)
      implements StreamSubscription {
    @Override
    public void resume() {
      subscription.resume();
    }

    @Override
    public void end(EndReason reason) {
      subscription.end(reason);
    }

    @Override
    public void cancel() {
      subscription.cancel();
      stay.leave();
    }
  }

  @Override
  public void onBegin(StreamSubscription subscription) {
    subscriber.onBegin(new Reported(subscription, stay));
  }

  @Override
  public boolean onMessage(Delivery delivery) {
    stay.join();
    stay.receive();
    return subscriber.onMessage(delivery);
  }

  @Override
  public void onPause() {
    stay.join();
    subscriber.onPause();
  }

  @Override
  public void onHeartbeat() {
    subscriber.onHeartbeat();
  }

  @Override
  public void onEnd(EndReason reason) {
    // before its client knows: it may subscribe again at once
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
