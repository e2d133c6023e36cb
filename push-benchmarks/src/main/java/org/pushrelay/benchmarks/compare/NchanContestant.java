package org.pushrelay.benchmarks.compare;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.pushrelay.benchmarks.process.ChildProcess;
import org.pushrelay.benchmarks.process.MemoryGauge;

/**
 * nginx with the Nchan module, one worker, doing what the relay does.
 *
 * @param nginx the program
 * @param module the module
 */
record NchanContestant(Path nginx, Path module) implements Contestant {
  static final String LABEL = "nchan";

  private static final long START_NANOS = 10_000_000_000L;
  private static final Path MODULE = Path.of("/usr/lib/nginx/modules/ngx_nchan_module.so");

  /** It, where both are installed, as Debian's packages nginx and libnginx-mod-nchan do. */
  static Optional<NchanContestant> installed() {
    return Stream.of("/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx")
        .map(Path::of)
        .filter(Files::isExecutable)
        .filter(nginx -> Files.exists(MODULE))
        .map(nginx -> new NchanContestant(nginx, MODULE))
        .findFirst();
  }

  @Override
  public String label() {
    return LABEL;
  }

  @Override
  public String description() {
    return version() + " with Nchan " + moduleVersion() + ", 1 worker";
  }

  private String version() {
    try {
      return ChildProcess.output(List.of(nginx.toString(), "-v")).strip();
    } catch (IOException e) {
      return "nginx";
    }
  }

  private static String moduleVersion() {
    try {
      return ChildProcess.output(
              List.of("dpkg-query", "--show", "--showformat=${Version}", "libnginx-mod-nchan"))
          .strip();
    } catch (IOException e) {
      return "of unknown version";
    }
  }

  @Override
  public RunningContestant start() throws IOException {
    Path directory = Files.createTempDirectory("push-benchmarks-nchan");
    int port = freePort();
    Path config = Files.writeString(directory.resolve("nginx.conf"), config(directory, port));
    Path errors = directory.resolve("stderr.log");
    ChildProcess process =
        ChildProcess.start(
            List.of(nginx.toString(), "-p", directory.toString(), "-c", config.toString()), errors);
    try {
      awaitListening(process, port);
    } catch (IOException e) {
      process.close();
      throw new IOException("nginx did not start: " + Files.readString(errors), e);
    }
    String pid = Long.toString(process.pid());
    return new RunningContestant(
        LABEL,
        process,
        directory,
        List.of("--server", "127.0.0.1:" + port, "--pid-tree", pid),
        MemoryGauge.proportionalSetSize(process.pid()));
  }

  private String config(Path directory, int port) {
    return """
        load_module %1$s;
        daemon off;
        master_process on;
        worker_processes 1;
        worker_rlimit_nofile 20000;
        pid %2$s/nginx.pid;
        error_log %2$s/error.log;
        events { worker_connections 20000; }
        http {
          access_log off;
          keepalive_timeout 1h;
          keepalive_requests 1000000000;
          client_body_temp_path %2$s/body;
          proxy_temp_path %2$s/proxy;
          fastcgi_temp_path %2$s/fastcgi;
          uwsgi_temp_path %2$s/uwsgi;
          scgi_temp_path %2$s/scgi;
          nchan_shared_memory_size 512M;
          server {
            listen 127.0.0.1:%3$d backlog=4096;
            location /pub {
              nchan_publisher;
              nchan_channel_id $arg_id;
              nchan_message_buffer_length 1000;
              nchan_message_timeout 1h;
            }
            location /sub {
              nchan_subscriber longpoll eventsource;
              nchan_channel_id $arg_id;
            }
          }
        }
        """
        .formatted(module, directory, port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void awaitListening(ChildProcess process, int port) throws IOException {
    long deadline = System.nanoTime() + START_NANOS;
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return;
      } catch (IOException e) {
        if (!process.isAlive() || System.nanoTime() - deadline > 0) {
          throw e;
        }
        Thread.onSpinWait();
      }
    }
  }
}
