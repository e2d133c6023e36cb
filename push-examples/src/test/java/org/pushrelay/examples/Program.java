package org.pushrelay.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** An example that runs as a process of its own, as a reader of the README would start it. */
public final class Program implements AutoCloseable {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Thread reader;

  private Program(List<String> command) throws IOException {
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    reader = new Thread(this::read, command.toString());
    reader.setDaemon(true);
    reader.start();
  }

  /** {@code java -cp push-examples/target/push-examples.jar CLASS OPTIONS}. */
  public static Program java(Class<?> main, String... options) throws IOException {
    String jar = System.getProperty("push.examples.jar");
    List<String> command = new ArrayList<>(List.of(JAVA, "-Xmx64m", "-cp", jar, main.getName()));
    command.addAll(List.of(options));
    return new Program(command);
  }

  /** {@code java -jar push-server/target/push-server.jar}. */
  public static Program server() throws IOException {
    return new Program(List.of(JAVA, "-jar", System.getProperty("push.server.jar")));
  }

  /** {@code java -jar push-server/target/push-server.jar FILE}. */
  static Program server(Path file) throws IOException {
    return new Program(
        List.of(JAVA, "-jar", System.getProperty("push.server.jar"), file.toString()));
  }

  /** {@code python3 push-examples/original/SCRIPT OPTIONS}. */
  public static Program python(String script, String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of("python3", "original/" + script));
    command.addAll(List.of(options));
    return new Program(command);
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      output.lines().forEach(lines::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (UncheckedIOException e) {
      lines.add("(the output ended: " + e.getMessage() + ")");
    }
  }

  /** All that it has printed so far. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** The first line of this kind, once it is there. */
  public String line(Predicate<String> kind) {
    Awaitility.await(String.join("\n", lines))
        .atMost(30, TimeUnit.SECONDS)
        .until(() -> lines.stream().anyMatch(kind) || !reader.isAlive());
    assertThat(lines).anyMatch(kind);
    return lines.stream().filter(kind).findFirst().orElseThrow();
  }

  /** Where it listens, once it says so. */
  public URI uri() {
    return URI.create(line(line -> line.startsWith("listening on ")).substring(13));
  }

  /** Waits until it ends by itself. */
  public int exitCode() throws InterruptedException {
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("ended: %s", lines).isTrue();
    reader.join();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
    process.destroyForcibly();
  }
}
