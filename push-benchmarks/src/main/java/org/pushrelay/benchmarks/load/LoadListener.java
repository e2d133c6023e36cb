package org.pushrelay.benchmarks.load;

import java.io.IOException;

/** Who follows a run, in its thread. */
public interface LoadListener {
  /** About once a second: how far it is. */
  default void progress(String line) {}

  /** All subscribers wait, and the server is at rest; after the messages. */
  default void held() throws IOException {}
}
