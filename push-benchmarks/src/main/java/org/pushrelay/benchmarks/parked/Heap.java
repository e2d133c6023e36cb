package org.pushrelay.benchmarks.parked;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/** The heap of this JVM. */
final class Heap {
  private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();

  /** The first collection finds what is to be cleaned up, the last finds that nothing is left. */
  private static final int COLLECTIONS = 4;

  private Heap() {}

  /** How many bytes of objects are alive, after full collections. */
  static long liveBytes() {
    for (int i = 0; i < COLLECTIONS; i++) {
      MEMORY.gc();
    }
    return MEMORY.getHeapMemoryUsage().getUsed();
  }

  static long maxBytes() {
    return MEMORY.getHeapMemoryUsage().getMax();
  }
}
