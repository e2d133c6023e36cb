package org.pushrelay.examples;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.Channel;
import org.pushrelay.netty.PushNettyServer;

/** An application without an HTTP server of its own: the relay brings one, and tells the time. */
public final class ServedByNetty {
  private ServedByNetty() {}

  /** Runs the application until it is interrupted. */
  public static void main(String[] args) throws Exception {
    CommandLine line =
        new CommandLine("Serves /pub and /sub, and tells the time on the channel clock.")
            .option("--port", "8080", "where, on 127.0.0.1; 0 for any free port")
            .parse(args);
    PushEngine engine = PushEngine.create();
    PushNettyServer server =
        PushNettyServer.builder()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), line.number("--port")))
            .engine(engine)
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(engine, server)));

    Channel clock = engine.channel("clock");
    ScheduledExecutorService seconds = Executors.newSingleThreadScheduledExecutor();
    ScheduledFuture<?> telling =
        seconds.scheduleAtFixedRate(() -> tell(clock), 0, 1, TimeUnit.SECONDS);

    System.out.println("listening on http://127.0.0.1:" + server.port() + "/sub?id=clock");
    server.join();
    telling.cancel(false);
    seconds.shutdown();
  }

  private static void tell(Channel clock) {
    // messages are kept in memory: by now it is there
    clock.publish(time()).join();
  }

  private static String time() {
    return LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Closes the engine, which responds to waiting subscribers, and then the server. */
  private static void stop(PushEngine engine, PushNettyServer server) {
    engine.close();
    server.close();
  }
}
