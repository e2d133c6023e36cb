package org.pushrelay.benchmarks.load;

/**
 * What the channels of a run are called: new names each run, so that no subscriber gets old
 * messages.
 *
 * @param run the run's number
 * @param host the value of the Host header
 */
record ChannelNames(int run, String host) {
  String name(int channel) {
    return "bench-" + Integer.toHexString(run) + "-" + channel;
  }
}
