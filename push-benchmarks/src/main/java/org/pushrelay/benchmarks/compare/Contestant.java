package org.pushrelay.benchmarks.compare;

import java.io.IOException;

/** A server that takes part. */
interface Contestant {
  /** Its name in the results. */
  String label();

  /** What exactly takes part: versions and settings, in a line. */
  String description();

  /** Starts it afresh. */
  RunningContestant start() throws IOException;
}
