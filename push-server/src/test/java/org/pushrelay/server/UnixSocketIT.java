package org.pushrelay.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pushrelay.server.transport.TransportUnderTest;

/** That curl reaches the real program over a Unix domain socket. */
@Timeout(60)
class UnixSocketIT {
  @TempDir private Path directory;

  private String curl(String... args) throws Exception {
    String[] command = new String[args.length + 4];
    command[0] = "curl";
    command[1] = "-s";
    command[2] = "--unix-socket";
    command[3] = directory.resolve("relay.sock").toString();
    System.arraycopy(args, 0, command, 4, args.length);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return output;
  }

  private static boolean hasCurl() {
    try {
      return new ProcessBuilder("curl", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void curlPublishesAndSubscribesOverTheSocket() throws Exception {
    assumeTrue(Epoll.isAvailable() && hasCurl(), "needs epoll and curl");
    assumeTrue(TransportUnderTest.NAME.equals("netty"), "Jetty has no Unix domain sockets");
    Files.writeString(
        directory.resolve("relay.conf"),
        """
        server {
          listen unix:relay.sock;
          location /pub { nchan_publisher; nchan_channel_id $arg_id; }
          location /sub { nchan_subscriber; nchan_channel_id $arg_id; }
        }
        """);
    try (Program program = Program.launch(directory, "relay.conf")) {
      assertThat(program.nextLine())
          .isEqualTo("listening on unix:" + directory.resolve("relay.sock").toAbsolutePath());
      assertThat(curl("-d", "news", "http://relay/pub?id=a")).contains("queued messages: 1");
      assertThat(curl("http://relay/sub?id=a")).isEqualTo("news");

      program.terminate();
      program.await(20);
      assertThat(directory.resolve("relay.sock")).doesNotExist();
    }
  }
}
