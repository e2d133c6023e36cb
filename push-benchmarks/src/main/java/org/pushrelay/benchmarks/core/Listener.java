package org.pushrelay.benchmarks.core;

import org.jspecify.annotations.Nullable;
import org.pushrelay.message.Delivery;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.Subscriber;

/**
 * A subscriber that does next to nothing. There are three classes of them, so that calling one is
 * as virtual a call as it is in an application.
 */
abstract sealed class Listener implements Subscriber {
  private @Nullable Delivery last;

  /** The next one in a linked list of them. */
  @Nullable Listener next;

  /** A listener of the class whose turn it is. */
  static Listener of(int number) {
    return switch (number % 3) {
      case 0 -> new Red();
      case 1 -> new Green();
      default -> new Blue();
    };
  }

  @Nullable Delivery last() {
    return last;
  }

  final void keep(Delivery delivery) {
    last = delivery;
  }

  @Override
  public void onEnd(EndReason reason) {}

  private static final class Red extends Listener {
    @Override
    public void onMessage(Delivery delivery) {
      keep(delivery);
    }
  }

  private static final class Green extends Listener {
    @Override
    public void onMessage(Delivery delivery) {
      keep(delivery);
    }
  }

  private static final class Blue extends Listener {
    @Override
    public void onMessage(Delivery delivery) {
      keep(delivery);
    }
  }
}
