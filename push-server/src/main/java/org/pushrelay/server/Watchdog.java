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

  private static final long ROUND_MILLIS = 1000;
  private static final int NOT_STOPPING = -1;
  private static final String OUT_OF_MEMORY = "a thread has ended since no memory is left";

  private static final Logger log = LoggerFactory.getLogger(Watchdog.class);

  private final RelayServer server;
  private final Optional<ProgramFile> file = ProgramFile.running();

  /** The exit status; {@link #NOT_STOPPING} as long as the process is to go on. */
  private volatile int status = NOT_STOPPING;

  private volatile boolean outOfMemory;

  private Watchdog(RelayServer server) {
    this.server = server;
  }

  /** Watches over a relay from now on. */
  @SuppressWarnings("ThreadPriorityCheck") // correct with any priority
  static Watchdog start(RelayServer server) {
    Watchdog watchdog = new Watchdog(server);
    // here for the first time, so that all it needs is loaded by now
    watchdog.look();
    Thread thread = new Thread(watchdog::watch, "watchdog");
    thread.setDaemon(true);
    thread.setPriority(Thread.MAX_PRIORITY);
    thread.start();
    return watchdog;
  }

  /** A thread has died since there was no memory: the process is to end, come what may. */
  void outOfMemory() {
    outOfMemory = true;
  }

  /** The process is about to end. */
  void stopping(int exitStatus) {
    if (status == NOT_STOPPING) {
      status = exitStatus;
    }
  }

  private void watch() {
    long stopBy = 0;
    while (true) {
      try {
        // a thread of its own, since timers and event loops are what it watches
        Thread.sleep(ROUND_MILLIS);
        if (status == NOT_STOPPING) {
          look();
        } else if (stopBy == 0) {
          stopBy = System.nanoTime() + STOP_MILLIS * 1_000_000;
        } else if (System.nanoTime() - stopBy > 0) {
          Runtime.getRuntime().halt(status);
        }
      } catch (InterruptedException e) {
        return;
      } catch (LinkageError e) {
        server.failed(e);
      } catch (RuntimeException | Error e) {
        tell(e);
      }
    }
  }

  private void look() {
    if (outOfMemory) {
      stopping(Main.CANNOT_GO_ON);
      server.cannotGoOn(OUT_OF_MEMORY);
      return;
    }
    server.look();
    file.flatMap(ProgramFile::complaint).ifPresent(server::cannotGoOn);
  }

  /** This thread has to stay, even if the program lacks a part that logging needs. */
  private static void tell(Throwable failure) {
    try {
      log.error("The watch over the relay failed, and goes on", failure);
    } catch (LinkageError e) {
      System.err.println("The watch over the relay failed, and goes on: " + failure);
    }
  }
}
