package org.pushrelay.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.pushrelay.server.text.FileProblems;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file with a line for each request: nginx's {@code access_log}. A thread of its own writes what
 * has come since its last write, so a thread that logs a line does not wait for the disk. If the
 * disk is too slow for all of them, lines are left out, and the server's own log says how many.
 * Safe from any thread.
 */
final class AccessLog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AccessLog.class);

  /** How many lines may wait for the disk. */
  static final int CAPACITY = 8192;

  private static final String TOO_SLOW = "the disk is too slow";
  private static final int BATCH = 512;
  private static final long CLOSE_SECONDS = 5;
  private static final long SAY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Path file;
  private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final AtomicLong leftOut = new AtomicLong();
  private final Thread writer;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Why lines were left out the last time; the writer's own. */
  private String reason = TOO_SLOW;

  /** The writer's own, as soon as it runs. */
  private OutputStream out;

  private final AtomicBoolean reopens = new AtomicBoolean();

  /** What the writer finds in its queue. */
  private sealed interface Entry permits Line, Reopening, End {}

  private record Line(AccessLogLine line) implements Entry {}

  /** The file is to be opened again. */
  private record Reopening() implements Entry {}

  /** Nothing comes behind it. */
  private record End() implements Entry {}

  /**
   * Opens a file, and makes it if it is not there.
   *
   * @throws IOException if it cannot be written; the message says which file, and why
   */
  AccessLog(Path file) throws IOException {
    this(file, open(file));
  }

  AccessLog(Path file, OutputStream out) {
    this.file = requireNonNull(file, "file");
    this.out = out;
    this.writer = new Thread(this::write, "push-access-log");
    writer.setDaemon(true);
    writer.start();
  }

  private static OutputStream open(Path file) throws IOException {
    try {
      return new FileOutputStream(file.toFile(), true);
    } catch (IOException e) {
      throw new IOException(file + " cannot be written: " + FileProblems.reason(file, e), e);
    }
  }

  /** Writes a line soon. Never waits; after {@link #close} it does nothing. */
  void log(AccessLogLine line) {
    if (!closed.get() && !queue.offer(new Line(line))) {
      leftOut.incrementAndGet();
    }
  }

  /**
   * Opens the file again, as it is named, and writes there from now on: the other one has been
   * moved. If that fails, all goes where it went before.
   */
  void reopen() {
    reopens.set(true);
    // wakes the writer; if there is no room for it, it is awake
    boolean unused = queue.offer(new Reopening());
  }

  /** Writes what has been logged so far, for at most some seconds, and closes the file. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      if (!queue.offer(new End(), CLOSE_SECONDS, TimeUnit.SECONDS)) {
        log.warn("{}: the last lines are left out: {}", file, TOO_SLOW);
        return;
      }
      writer.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How many lines are left out that the server's own log has not said yet. */
  long leftOut() {
    return leftOut.get();
  }

  private void write() {
    List<Entry> entries = new ArrayList<>(BATCH);
    long saidAt = System.nanoTime() - SAY_NANOS;
    boolean ended = false;
    try {
      while (!ended) {
        entries.add(queue.take());
        queue.drainTo(entries, BATCH - 1);
        if (reopens.getAndSet(false)) {
          openAgain();
        }
        ended = write(entries);
        entries.clear();
        if (leftOut.get() > 0 && (ended || System.nanoTime() - saidAt >= SAY_NANOS)) {
          saidAt = System.nanoTime();
          log.warn("{}: {} lines are left out: {}", file, leftOut.getAndSet(0), reason);
          reason = TOO_SLOW;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closeFile();
  }

  /** Whether that was the last of it. */
  private boolean write(List<Entry> entries) {
    StringBuilder text = new StringBuilder();
    int lines = 0;
    boolean ended = false;
    for (Entry entry : entries) {
      if (entry instanceof Line line) {
        text.append(line.line().combined()).append('\n');
        lines++;
      } else if (entry instanceof End) {
        ended = true;
      }
    }
    try {
      out.write(text.toString().getBytes(US_ASCII));
      out.flush();
    } catch (IOException e) {
      leftOut.addAndGet(lines);
      reason = FileProblems.reason(file, e);
    }
    return ended;
  }

  private void openAgain() {
    OutputStream before = out;
    try {
      out = open(file);
    } catch (IOException e) {
      log.warn("{}; what it was before is written to", e.getMessage());
      return;
    }
    close(before);
  }

  private void closeFile() {
    close(out);
  }

  private void close(OutputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      log.warn("{} cannot be closed: {}", file, FileProblems.reason(file, e));
    }
  }
}
