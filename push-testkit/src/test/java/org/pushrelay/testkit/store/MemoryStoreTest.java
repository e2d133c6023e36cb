package org.pushrelay.testkit.store;

import org.pushrelay.channel.ChannelStore;
import org.pushrelay.store.memory.MemoryChannelStore;
import org.pushrelay.testkit.ChannelStoreContract;
import org.pushrelay.time.TimeSource;

/** The store contract on the memory store, which is the one that every relay has by default. */
class MemoryStoreTest implements ChannelStoreContract {
  @Override
  public ChannelStore newStore(TimeSource time, long maxBytes) {
    return new MemoryChannelStore(time, maxBytes);
  }
}
