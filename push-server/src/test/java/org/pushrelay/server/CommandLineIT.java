package org.pushrelay.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineIT {
  @TempDir private Path directory;

  private record Ended(int status, String output, String errors) {}

  private Ended run(String... args) throws Exception {
    try (Program program = Program.launch(directory, args)) {
      String output = program.output();
      return new Ended(program.await(20), output, program.errors());
    }
  }

  private void write(String text) throws Exception {
    Files.writeString(directory.resolve("relay.conf"), text);
  }

  @Test
  void helpSaysHowToUseIt() throws Exception {
    Ended ended = run("--help");

    assertThat(ended.status()).isZero();
    assertThat(ended.output())
        .startsWith("Usage: push-server.jar [-hV] [--check] [--listen=ADDRESS] [--transport=NAME]")
        .contains("--transport=NAME   What serves HTTP: netty, jetty. Default: netty.");
  }

  @Test
  void versionIsThatOfTheJar() throws Exception {
    Ended ended = run("--version");

    assertThat(ended.status()).isZero();
    assertThat(ended.output()).matches("push-server \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R");
  }

  @Test
  void checkReadsAndEnds() throws Exception {
    write("pid relay.pid;\nlocation /sub { push_subscriber; set $push_channel_id a; }");

    Ended ended = run("--check", "relay.conf");

    assertThat(ended.status()).isZero();
    assertThat(ended.output()).isEqualToIgnoringNewLines("relay.conf is good");
    assertThat(ended.errors()).startsWith("relay.conf:1: note: \"pid\" has no effect: ");
  }

  @Test
  void checkTellsAllMistakes() throws Exception {
    write("gzipp on;\nlocation /sub {\n  push_subscriber;\n}\n");

    Ended ended = run("--check", "relay.conf");

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output()).isEmpty();
    assertThat(ended.errors())
        .isEqualToIgnoringNewLines(
            "relay.conf:1: \"gzipp\" is no directive (did you mean \"gzip\"?)"
                + "relay.conf:3: \"push_subscriber\" needs a channel"
                + " (expected: set $push_channel_id ...; beside it)");
  }

  @Test
  void aBrokenFileIsNotStarted() throws Exception {
    write("server {\n  listen 127.0.0.1:0;\n");

    Ended ended = run("relay.conf");

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output()).isEmpty();
    assertThat(ended.errors()).startsWith("relay.conf:1: the block of \"server\" is not closed");
  }

  @Test
  void aMissingFileIsTold() throws Exception {
    Ended ended = run("nowhere.conf");

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.errors())
        .isEqualToIgnoringNewLines("nowhere.conf:1: nowhere.conf cannot be read: no such file");
  }

  @Test
  void aPortInUseIsToldInOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      write("server { listen 127.0.0.1:0; listen " + address + "; }");

      Ended ended = run("relay.conf");

      assertThat(ended.status()).isEqualTo(1);
      assertThat(ended.output()).isEmpty();
      assertThat(ended.errors())
          .isEqualToIgnoringNewLines("cannot listen on " + address + ": Address already in use");
    }
  }

  @Test
  void anUnknownTransportIsTold() throws Exception {
    Ended ended = run("--transport=carrier-pigeon");

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.errors()).contains("carrier-pigeon").contains("jetty");
  }

  @Test
  void aTransportIsNamedInAnyCase() throws Exception {
    assertThat(run("--transport", "jetty", "--check").status()).isZero();
    assertThat(run("--transport", "JETTY", "--check").status()).isZero();
  }

  @Test
  void anUnknownOptionIsTold() throws Exception {
    Ended ended = run("--frobnicate");

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.errors()).contains("--frobnicate").contains("Usage:");
  }

  @Test
  void emptyFileIsRefusedByItsName() throws Exception {
    write("");

    assertThat(run("relay.conf").errors())
        .isEqualToIgnoringNewLines(
            "relay.conf:1: there is no server (expected: server { ... } in http { ... })");
  }

  @Test
  void addressOfTheCommandLineReplacesThoseOfTheFile() throws Exception {
    write("server { listen 127.0.0.1:1; listen 127.0.0.1:2; return 204; }");

    try (Program program = Program.launch(directory, "--listen=127.0.0.1:0", "relay.conf")) {
      String line = program.nextLine();
      assertThat(line).startsWith("listening on http://127.0.0.1:").doesNotEndWith(":0/");
      URL address = new URL(line.substring("listening on ".length()));
      assertThat(((HttpURLConnection) address.openConnection()).getResponseCode()).isEqualTo(204);
    }
  }

  @Test
  void addressOfTheCommandLineNeedsNoFile() throws Exception {
    try (Program program = Program.launch(directory, "--listen", "127.0.0.1:0")) {
      assertThat(program.nextLine()).startsWith("listening on http://127.0.0.1:");
    }
  }

  @Test
  void wrongAddressInTheCommandLineIsTold() throws Exception {
    Ended ended = run("--listen=nowhere:99999");

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.errors())
        .contains(
            "Invalid value for option '--listen': is \"nowhere:99999\" (expected: an address and a"
                + " port, as 127.0.0.1:8080")
        .contains("Usage:");
  }
}
