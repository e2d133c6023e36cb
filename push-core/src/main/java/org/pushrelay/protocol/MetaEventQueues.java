package org.pushrelay.protocol;

import com.google.common.collect.MapMaker;
import java.util.concurrent.ConcurrentMap;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.ChannelId;

/**
 * The order of the channel events of one relay: all of its endpoints that publish events to the
 * same channel share a queue. A queue exists as long as a request that reports to it. Safe from any
 * thread.
 */
final class MetaEventQueues {
  private final ConcurrentMap<ChannelId, MetaEventQueue> queues =
      new MapMaker().weakValues().makeMap();

  /** Creates an object without queues. */
  MetaEventQueues() {}

  /** Returns the queue of the events that are published to a channel. */
  MetaEventQueue to(Channel target) {
    return queues.computeIfAbsent(target.id(), id -> new MetaEventQueue(target));
  }
}
