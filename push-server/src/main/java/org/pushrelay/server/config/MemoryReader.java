package org.pushrelay.server.config;

import org.pushrelay.server.text.Directive;
import org.pushrelay.transport.BufferBudget;

/** Reads how much memory the relay may take, and compares it with the heap of this process. */
final class MemoryReader {
  /** The name that {@code push_max_reserved_memory} and its other spellings are read by. */
  private static final String STORED = "nchan_shared_memory_size";

  private static final String BUFFERS = "push_max_buffer_memory";
  private static final String CONNECTIONS = "push_max_connection_memory";

  /** The heap that the program takes without a client. */
  private static final long PROGRAM = 12L << 20;

  private static final long DEFAULT = 32L << 20;
  private static final long DEFAULT_OF_NCHAN = 128L << 20;

  /** Defaults take a quarter of the heap at most. */
  private static final int DEFAULT_SHARE = 4;

  /** Explicit values above a half of the heap are worth a note. */
  private static final int NOTED_SHARE = 2;

  private final DirectiveArguments values;
  private final Problems problems;
  private final long heap;

  /**
   * @param heap how large the heap can become, in bytes
   */
  MemoryReader(DirectiveArguments values, Problems problems, long heap) {
    this.values = values;
    this.problems = problems;
    this.heap = heap;
  }

  /** How many bytes messages and channels may take. */
  long stored(Scope http, boolean isNchans) {
    long byDefault = isNchans ? DEFAULT_OF_NCHAN : DEFAULT;
    return size(http, STORED, Math.min(byDefault, heap / DEFAULT_SHARE));
  }

  /** How many bytes clients may make the relay hold beside that. */
  long buffers(Scope http) {
    return size(http, BUFFERS, BufferBudget.defaultBytes());
  }

  /**
   * How many bytes connections may take: three quarters of what the heap has left beside the other
   * limits and the program itself.
   *
   * @param stored the limit of messages and channels
   * @param buffers the limit of what clients make the relay hold
   */
  long connections(Scope http, long stored, long buffers) {
    long left = heap - stored - buffers - PROGRAM;
    return size(http, CONNECTIONS, Math.max(left / 4 * 3, heap / 8));
  }

  private long size(Scope http, String name, long byDefault) {
    long size = values.size(http, name, byDefault);
    http.find(name).ifPresent(directive -> check(directive, size));
    return size;
  }

  private void check(Directive directive, long size) {
    if (size == 0) {
      problems.error(directive, "is \"0\" (expected: a size above 0)");
    } else if (size > heap / NOTED_SHARE) {
      problems.note(
          directive,
          "is more than half of the heap, which is "
              + (heap >> 20)
              + " MiB: the process may run out of memory before it refuses anything (start it with"
              + " a larger -Xmx, or use a smaller size)");
    }
  }
}
