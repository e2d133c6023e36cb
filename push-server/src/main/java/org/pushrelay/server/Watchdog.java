package org.pushrelay.server;

import java.util.Optional;
import org.pushrelay.server.http.RelayServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that sees to it that the process does not hang: once in a second it has the relay look
 * at its threads, and when the process is to end and does not, it ends it. It is started with the
 * relay, since at the end there may be no memory for another thread.
 */
final class Watchdog {
  /** So long may the relay take to stop. */
  private static final long STOP_MILLIS = 7000;

  /** So long if there is no memory, and hardly anything can be done in order. */
  private static final long NO_MEMORY_MILLIS = 2000;

  private static final long ROUND_MILLIS = 1000;
  private static final int NOT_STOPPING = -1;
  private static final String OUT_OF_MEMORY = "a thread has ended since no memory is left";
  private static final String HEAP_FULL =
      "the heap is full, and collecting garbage takes nearly all the time (see -Xmx, and the limits"
          + " push_max_reserved_memory, push_max_buffer_memory and push_max_connection_memory)";

  private static final Logger log = LoggerFactory.getLogger(Watchdog.class);

  private final RelayServer server;
  private final HeapWatch heap = HeapWatch.ofThisProcess();
  private final Optional<ProgramFile> file = ProgramFile.running();

  /** The exit status; {@link #NOT_STOPPING} as long as the process is to go on. */
  private volatile int status = NOT_STOPPING;

  private volatile boolean noMemory;

  /** When the process is ended, as a {@link System#nanoTime}; 0 before. Used by the watch. */
  private long stopBy;

  private Watchdog(RelayServer server) {
    this.server = server;
  }

  /** Watches over a relay from now on. */
  @SuppressWarnings("ThreadPriorityCheck") // correct with any priority
  static Watchdog start(RelayServer server) {
    Watchdog watchdog = new Watchdog(server);
    // here for the first time, so that all it needs is loaded by now
    watchdog.check();
    Thread thread = new Thread(watchdog::watch, "watchdog");
    thread.setDaemon(true);
    thread.setPriority(Thread.MAX_PRIORITY);
    thread.start();
    return watchdog;
  }

  /** A thread has died since there was no memory: the process is to end, come what may. */
  void outOfMemory() {
    noMemory = true;
  }

  /** The process is about to end. */
  void stopping(int exitStatus) {
    if (status == NOT_STOPPING) {
      status = exitStatus;
    }
  }

  private void watch() {
    while (true) {
      try {
        // it sleeps in a thread of its own, since timers and event loops are what it watches
        Thread.sleep(ROUND_MILLIS);
        if (status == NOT_STOPPING) {
          check();
        } else if (stopBy == 0) {
          stopBy = System.nanoTime() + (noMemory ? NO_MEMORY_MILLIS : STOP_MILLIS) * 1_000_000;
        } else if (System.nanoTime() - stopBy > 0) {
          Runtime.getRuntime().halt(status);
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | Error e) {
        failed(e);
      }
    }
  }

  /** This thread has to stay, even if there is no memory, or the program lacks a part. */
  private void failed(Throwable failure) {
    try {
      if (failure instanceof OutOfMemoryError) {
        noMemory = true;
      } else if (failure instanceof LinkageError error) {
        server.failed(error);
      } else {
        log.error("The watch over the relay failed, and goes on", failure);
      }
    } catch (RuntimeException | Error e) {
      noMemory = true;
    }
  }

  private void check() {
    boolean full = heap.isExhausted();
    if (noMemory || full) {
      // first, and without an object: there may be no room for one
      noMemory = true;
      stopping(Main.CANNOT_GO_ON);
      server.abort(full ? HEAP_FULL : OUT_OF_MEMORY);
      return;
    }
    server.checkHealth();
    file.flatMap(ProgramFile::complaint).ifPresent(server::abort);
  }
}
