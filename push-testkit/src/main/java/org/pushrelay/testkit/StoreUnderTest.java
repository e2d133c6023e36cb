package org.pushrelay.testkit;

import org.pushrelay.channel.ChannelStore;
import org.pushrelay.time.TimeSource;

/**
 * What the test class of a store has to say about it; the parts of {@link ChannelStoreContract} ask
 * here.
 */
public interface StoreUnderTest {
  /**
   * A store without anything in it.
   *
   * @param maxBytes how many bytes it may take
   */
  ChannelStore newStore(TimeSource time, long maxBytes);

  /** A store with room for all that the tests keep. */
  default ChannelStore newStore(TimeSource time) {
    return newStore(time, 1 << 20);
  }
}
