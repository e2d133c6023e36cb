package org.pushrelay.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.pushrelay.server.transport.TransportUnderTest;

/** The real program, started as a process of its own from its jar. */
final class Program implements AutoCloseable {
  static final Path JAR = Path.of(System.getProperty("server.jar", "target/push-server.jar"));
  private static final String READY = "listening on ";

  private final Process process;
  private final Path errors;
  private final List<URI> addresses = new ArrayList<>();

  private Program(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
  }

  /** Starts it with a configuration, and waits until it is ready. */
  static Program start(Path directory, String config, int addresses, String... jvmOptions)
      throws IOException {
    Path file = directory.resolve("relay.conf");
    Files.writeString(file, config);
    Program program =
        launch(
            directory,
            List.of(jvmOptions),
            "--transport",
            TransportUnderTest.NAME,
            file.toString());
    try {
      program.awaitReady(addresses);
    } catch (IOException | RuntimeException e) {
      program.close();
      throw e;
    }
    return program;
  }

  /** Starts it with any arguments, and waits for nothing. */
  static Program launch(Path directory, String... args) throws IOException {
    return launch(directory, List.of(), args);
  }

  /** Starts it from another file than the build's, and waits until it is ready. */
  static Program startFrom(Path jar, Path directory, String config) throws IOException {
    Path file = directory.resolve("relay.conf");
    Files.writeString(file, config);
    Program program =
        launch(jar, directory, List.of(), "--transport", TransportUnderTest.NAME, file.toString());
    try {
      program.awaitReady(1);
    } catch (IOException | RuntimeException e) {
      program.close();
      throw e;
    }
    return program;
  }

  private static Program launch(Path directory, List<String> jvmOptions, String... args)
      throws IOException {
    return launch(JAR, directory, jvmOptions, args);
  }

  private static Program launch(Path jar, Path directory, List<String> jvmOptions, String... args)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(jvmOptions);
    command.add("-jar");
    command.add(jar.toAbsolutePath().toString());
    command.addAll(List.of(args));
    Path errors = Files.createTempFile(directory, "stderr", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectError(errors.toFile())
            .start();
    return new Program(process, errors);
  }

  private void awaitReady(int count) throws IOException {
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    while (addresses.size() < count) {
      String line = out.readLine();
      if (line == null) {
        throw new IOException("it has ended: " + errors());
      }
      if (!line.startsWith(READY)) {
        throw new IOException("it said: " + line);
      }
      addresses.add(URI.create(line.substring(READY.length())));
    }
  }

  URI address() {
    return addresses.get(0);
  }

  List<URI> addresses() {
    return addresses;
  }

  boolean isRunning() {
    return process.isAlive();
  }

  /** What it wrote to its standard output until it ended. */
  String output() throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** The next line of its standard output. */
  String nextLine() throws IOException {
    String line = process.inputReader(StandardCharsets.UTF_8).readLine();
    if (line == null) {
      throw new IOException("it has ended: " + errors());
    }
    return line;
  }

  String errors() throws IOException {
    return Files.readString(errors);
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** SIGHUP. */
  void hangUp() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start().waitFor();
  }

  /** Waits for its end; the exit code. */
  int await(long seconds) throws InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      throw new AssertionError("still running after " + seconds + " s");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
