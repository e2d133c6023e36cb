package org.pushrelay.netty;

import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * A connection that stands in one of its loop's queues, according to what it does at the moment. So
 * a timeout costs no object and no timer of its own, and the loop knows all its connections. Used
 * on its event loop only.
 */
abstract class TimedConnection extends ChannelInboundHandlerAdapter {
  @Nullable TimeQueue queue;
  @Nullable TimedConnection earlier;
  @Nullable TimedConnection later;
  long deadline;

  /** It has stood in a queue for as long as it may; it is in none any more. */
  abstract void timeIsOver(TimeQueue over);

  /** The server stops: it ends as soon as it has sent what it is sending. */
  abstract void endSoon();

  /** It takes more than before, or the memory for what it does not take is not spent any more. */
  void mayHaveRoom() {}

  /** The server has waited long enough. */
  abstract void closeNow();

  /** Begins the time of a queue; anew, if it is there already. */
  final void enter(TimeQueue next) {
    leave();
    next.add(this);
  }

  final void leave() {
    if (queue != null) {
      queue.remove(this);
    }
  }
}
