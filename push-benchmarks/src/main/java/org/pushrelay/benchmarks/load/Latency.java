package org.pushrelay.benchmarks.load;

/**
 * How long messages took from their publisher to their subscribers.
 *
 * @param p50Micros half of them took no longer
 * @param p99Micros 99 of 100 took no longer
 * @param maxMicros none took longer
 */
public record Latency(double p50Micros, double p99Micros, double maxMicros) {}
