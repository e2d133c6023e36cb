package org.pushrelay.channel;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How many channels exist that the subscribers of an address made by subscribing and that have no
 * message yet. Safe from any thread.
 */
final class ChannelMakers {
  /** Stands for a subscriber without an address, which is not limited. */
  private static final String UNKNOWN_ADDRESS = "";

  private final int limit;
  private final ConcurrentMap<String, Integer> channels = new ConcurrentHashMap<>();

  /**
   * @param limit how many channels each address may make; 0 is no limit
   */
  ChannelMakers(int limit) {
    checkArgument(limit >= 0, "limit: %s (expected: >= 0)", limit);
    this.limit = limit;
  }

  /** Counts one more channel of an address; false, and nothing counted, if it has its limit. */
  boolean take(String address) {
    if (limit == 0 || address.equals(UNKNOWN_ADDRESS)) {
      return true;
    }
    // one is added beyond the limit, and taken away again, rather than look and add in two steps
    if (channels.merge(address, 1, Integer::sum) <= limit) {
      return true;
    }
    release(address);
    return false;
  }

  /** One of its channels is gone, or was published to. */
  void release(String address) {
    if (limit > 0 && !address.equals(UNKNOWN_ADDRESS)) {
      channels.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    }
  }
}
