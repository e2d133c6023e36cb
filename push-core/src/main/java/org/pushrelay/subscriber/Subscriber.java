package org.pushrelay.subscriber;

import com.google.common.util.concurrent.MoreExecutors;
import java.util.concurrent.Executor;
import org.pushrelay.message.Delivery;

/**
 * Somebody who waits for the next message of a channel. Exactly one of the two methods is called,
 * and once: the first that happens ends the wait. Neither may block; what they throw is logged and
 * harms nobody else.
 */
public interface Subscriber {

  /** Here is your message. */
  void onMessage(Delivery delivery);

  /** There will be none. */
  void onEnd(EndReason reason);

  /**
   * Where this subscriber wants to be called when many are woken at once: they are told in one task
   * per executor. A few are told in the publisher's thread. Asked for once, when it subscribes.
   */
  default Executor executor() {
    return MoreExecutors.directExecutor();
  }
}
