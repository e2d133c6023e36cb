package org.pushrelay.server;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Finds out that the heap is full although no thread has failed yet: the virtual machine then
 * collects garbage nearly all the time, every request takes minutes, and a signal may get no
 * thread. Used by one thread, once in a second.
 */
final class HeapWatch {
  /** After so many looks in a row at a full heap, the process cannot go on. */
  static final int LOOKS_TO_END = 5;

  /** Concurrent collectors count the time in which the program goes on. */
  private static final List<String> CONCURRENT = List.of("Cycles", "Concurrent");

  private static final double MOST_TIME = 0.6;
  private static final double FULL = 0.95;

  private final LongSupplier nanoTime;
  private final LongSupplier collectionMillis;
  private final DoubleSupplier used;
  private long lastNanos;
  private long lastMillis;
  private int looks;

  /**
   * A watch.
   *
   * @param nanoTime the clock
   * @param collectionMillis how long the program has stood still for the collector
   * @param used which part of the heap is used, from 0 to 1
   */
  HeapWatch(LongSupplier nanoTime, LongSupplier collectionMillis, DoubleSupplier used) {
    this.nanoTime = nanoTime;
    this.collectionMillis = collectionMillis;
    this.used = used;
    this.lastNanos = nanoTime.getAsLong();
    this.lastMillis = collectionMillis.getAsLong();
  }

  /** A watch over the heap of this process. */
  static HeapWatch ofThisProcess() {
    Runtime runtime = Runtime.getRuntime();
    GarbageCollectorMXBean[] collectors =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .filter(bean -> CONCURRENT.stream().noneMatch(bean.getName()::contains))
            .toArray(GarbageCollectorMXBean[]::new);
    return new HeapWatch(
        System::nanoTime,
        () -> millis(collectors),
        () -> (double) (runtime.totalMemory() - runtime.freeMemory()) / runtime.maxMemory());
  }

  private static long millis(GarbageCollectorMXBean[] collectors) {
    long millis = 0;
    for (GarbageCollectorMXBean collector : collectors) {
      millis += collector.getCollectionTime();
    }
    return millis;
  }

  /** Returns whether the heap has been full for {@link #LOOKS_TO_END} looks. Makes no object. */
  boolean isExhausted() {
    long nanos = nanoTime.getAsLong();
    long millis = collectionMillis.getAsLong();
    boolean collects = (millis - lastMillis) * 1e6 > MOST_TIME * (nanos - lastNanos);
    lastNanos = nanos;
    lastMillis = millis;
    looks = collects && used.getAsDouble() > FULL ? looks + 1 : 0;
    return looks >= LOOKS_TO_END;
  }
}
