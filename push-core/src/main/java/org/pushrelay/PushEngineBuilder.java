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

/** Settings of a {@link PushEngine}. One thread at a time. */
public final class PushEngineBuilder {
  private static final long DEFAULT_MEMORY = 32L << 20;

  private long maxReservedMemory = DEFAULT_MEMORY;
  private TimeSource time = TimeSource.system();
  private Jitter jitter = Jitter.random();
  private @Nullable Timers timers;
  private @Nullable ChannelStore store;
  private final List<ChannelListener> listeners = new ArrayList<>();

  PushEngineBuilder() {}

  /**
   * How many bytes channels and messages may take in memory, all that goes with them counted; 32
   * MiB if nothing else is said (NHPM: {@code push_max_reserved_memory}). Without effect on a store
   * that was given.
   */
  public PushEngineBuilder maxReservedMemory(long bytes) {
    checkArgument(bytes > 0, "maxReservedMemory: %s (expected: > 0)", bytes);
    maxReservedMemory = bytes;
    return this;
  }

  /** Where messages are kept; in memory if nothing else is said. */
  public PushEngineBuilder store(ChannelStore value) {
    store = requireNonNull(value, "store");
    return this;
  }

  /**
   * Clocks and timers that belong together, as those of a test; the system's if nothing else is
   * said.
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

  /** Somebody who is told what happens on all channels, beside those that were given before. */
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

  Timers timers() {
    return timers == null ? Timers.threaded() : timers;
  }

  List<ChannelListener> listeners() {
    return listeners;
  }

  Jitter jitter() {
    return jitter;
  }

  ChannelStore store() {
    return store == null ? new MemoryChannelStore(time, maxReservedMemory) : store;
  }
}
