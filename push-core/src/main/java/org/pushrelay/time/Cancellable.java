package org.pushrelay.time;

/** Something that can be called off. Safe from any thread. */
@FunctionalInterface
public interface Cancellable {
  /** Has nothing to call off. */
  Cancellable NOTHING = () -> {};

  /** Calls it off; does nothing when it has begun or was called off before. */
  void cancel();
}
