package org.pushrelay;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pushrelay.channel.ChannelListener;
import org.pushrelay.channel.ChannelStore;
import org.pushrelay.store.memory.MemoryChannelStore;
import org.pushrelay.time.Jitter;
import org.pushrelay.time.TimeSource;
import org.pushrelay.time.Timers;
import org.pushrelay.transport.BufferBudget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Settings of a {@link PushEngine}. One thread at a time. */
public final class PushEngineBuilder {
  private static final Logger log = LoggerFactory.getLogger(PushEngineBuilder.class);
  private static final long DEFAULT_MEMORY = 32L << 20;

  /** How many channels subscribers of one address may make, if nothing else is said. */
  public static final int DEFAULT_CHANNELS_PER_ADDRESS = 10_000;

  private long maxReservedMemory = Math.min(DEFAULT_MEMORY, Runtime.getRuntime().maxMemory() / 4);
  private TimeSource time = TimeSource.system();
  private Jitter jitter = Jitter.random();
  private int maxChannelsPerAddress = DEFAULT_CHANNELS_PER_ADDRESS;
  private BufferBudget budget = BufferBudget.shared();
  private @Nullable Timers timers;
  private @Nullable ChannelStore store;
  private final List<ChannelListener> listeners = new ArrayList<>();

  PushEngineBuilder() {}

  /**
   * How many bytes channels and messages may take in memory, all that goes with them counted; 32
   * MiB, and no more than a quarter of the heap, if nothing else is said (NHPM: {@code
   * push_max_reserved_memory}). A warning is logged for more than half of the heap. Without effect
   * on a store that was given.
   */
  public PushEngineBuilder maxReservedMemory(long bytes) {
    checkArgument(bytes > 0, "maxReservedMemory: %s (expected: > 0)", bytes);
    long heap = Runtime.getRuntime().maxMemory();
    if (bytes > heap / 2) {
      log.warn(
          "maxReservedMemory: {} bytes are more than half of the heap, which is {} bytes: the"
              + " process may run out of memory before anything is refused",
          bytes,
          heap);
    }
    maxReservedMemory = bytes;
    return this;
  }

  /**
   * How many channels the subscribers of one address may make by subscribing and that have no
   * publisher yet; 10,000 if nothing is said, 0 is no limit. A subscriber beyond it is answered
   * 507. Behind a proxy, all clients have its address, unless the adapter is told their real ones.
   * Apart from that, all such channels together take half of the reserved memory at most.
   */
  public PushEngineBuilder maxChannelsPerAddress(int channels) {
    checkArgument(channels >= 0, "maxChannelsPerAddress: %s (expected: >= 0)", channels);
    maxChannelsPerAddress = channels;
    return this;
  }

  /**
   * What clients make the relay hold beside stored messages is counted here; in {@link
   * BufferBudget#shared} if nothing else is said. Give the HTTP server's adapter the same budget.
   */
  public PushEngineBuilder budget(BufferBudget value) {
    budget = requireNonNull(value, "budget");
    return this;
  }

  /** Where messages are kept; in memory if nothing else is said. */
  public PushEngineBuilder store(ChannelStore value) {
    store = requireNonNull(value, "store");
    return this;
  }

  /**
   * Sets clocks and timers that belong together, as those of a test; those of the system by
   * default. {@link PushEngine#close} leaves these timers open: the caller closes them.
   */
  public PushEngineBuilder time(TimeSource source, Timers matchingTimers) {
    time = requireNonNull(source, "source");
    timers = requireNonNull(matchingTimers, "matchingTimers");
    return this;
  }

  /** Where random times come from. */
  public PushEngineBuilder jitter(Jitter value) {
    jitter = requireNonNull(value, "jitter");
    return this;
  }

  /** Adds a listener that is notified of the events of all channels. */
  public PushEngineBuilder listener(ChannelListener value) {
    listeners.add(requireNonNull(value, "listener"));
    return this;
  }

  /** A relay with these settings. */
  public PushEngine build() {
    return new PushEngine(this);
  }

  TimeSource time() {
    return time;
  }

  /** Returns the timers that were given; null if the engine makes its own. */
  @Nullable Timers timers() {
    return timers;
  }

  List<ChannelListener> listeners() {
    return listeners;
  }

  int maxChannelsPerAddress() {
    return maxChannelsPerAddress;
  }

  BufferBudget budget() {
    return budget;
  }

  Jitter jitter() {
    return jitter;
  }

  ChannelStore store() {
    return store == null ? new MemoryChannelStore(time, maxReservedMemory) : store;
  }
}
