package org.pushrelay.benchmarks.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that was started here and ends with us, whatever happens. */
public final class ChildProcess implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 10;

  private final Process process;
  private final Thread hook;

  private ChildProcess(Process process) {
    this.process = process;
    this.hook = new Thread(process::destroy, "end-" + process.pid());
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts a program.
   *
   * @param errors the file that its error output goes to
   */
  public static ChildProcess start(List<String> command, Path errors) throws IOException {
    return new ChildProcess(new ProcessBuilder(command).redirectError(errors.toFile()).start());
  }

  /** What a program prints, error output included, when it has ended by itself. */
  public static String output(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader reader = process.inputReader()) {
      StringBuilder output = new StringBuilder();
      reader.lines().forEach(line -> output.append(line).append('\n'));
      return output.toString();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Its number in the operating system. */
  public long pid() {
    return process.pid();
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Its output. */
  public BufferedReader reader() {
    return process.inputReader();
  }

  /** Ends it, first by asking. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException e) {
      // we are ending ourselves, and the hook does what it is there for
    }
  }
}
