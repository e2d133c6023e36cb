package org.pushrelay.server.http;

import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.ResourceService;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.pushrelay.PushEngine;
import org.pushrelay.server.config.RelayConfig;
import org.pushrelay.server.config.VirtualServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configured relay with its sockets, from start to stop. */
public final class RelayServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RelayServer.class);

  /** How long requests may take to end when the server stops. */
  private static final long STOP_MILLIS = 3000;

  private final PushEngine engine;
  private final Server jetty = new Server(threads());
  private final AccessLogs logs = new AccessLogs();
  private final List<String> addresses = new ArrayList<>();
  private final ScheduledExecutorService housekeeping = housekeeping();

  private RelayServer(RelayConfig config) {
    engine = PushEngine.builder().maxReservedMemory(config.maxReservedMemory()).build();
    jetty.setStopTimeout(STOP_MILLIS);
    jetty.setErrorHandler(new PlainErrorHandler());
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setName("http");
    return threads;
  }

  /**
   * Starts a server.
   *
   * @throws IOException if it cannot listen where it should, or a file cannot be used
   */
  public static RelayServer start(RelayConfig config) throws IOException {
    RelayServer server = new RelayServer(config);
    try {
      server.open(config);
      return server;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private void open(RelayConfig config) throws IOException {
    ResourceService files = StaticFiles.service();
    jetty.addBean(files);
    Locations locations = new Locations(engine, files, logs);
    List<RunningServer> servers = new ArrayList<>();
    for (VirtualServer server : config.servers()) {
      servers.add(locations.start(server));
    }
    Listeners listeners = new Listeners(servers);
    listeners.open(jetty);
    Router router = new Router(listeners.sockets());
    jetty.setHandler(new GracefulHandler(router));
    if (!logs.isEmpty()) {
      Clock clock = Clock.system(ZoneId.systemDefault());
      jetty.setRequestLog(new AnsweredRequests(clock, router::logsOf));
    }
    listeners.slowHeads().forEach(watch -> each(watch.periodMillis(), watch));
    startJetty();
    for (Listeners.Listening listening : listeners.listening()) {
      addresses.add(listening.url());
    }
  }

  private static ScheduledExecutorService housekeeping() {
    return Executors.newSingleThreadScheduledExecutor(
        task -> {
          Thread thread = new Thread(task, "housekeeping");
          thread.setDaemon(true);
          return thread;
        });
  }

  private void each(long millis, Runnable task) {
    Runnable logged =
        () -> {
          try {
            task.run();
          } catch (RuntimeException e) {
            // else the executor would never run it again
            log.error("Housekeeping failed", e);
          }
        };
    ScheduledFuture<?> unused =
        housekeeping.scheduleWithFixedDelay(logged, millis, millis, TimeUnit.MILLISECONDS);
  }

  private void startJetty() throws IOException {
    try {
      jetty.start();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the HTTP server does not start: " + e.getMessage(), e);
    }
  }

  /** The addresses that it listens on, as URLs, in the order of the configuration. */
  public List<String> addresses() {
    return List.copyOf(addresses);
  }

  /** Waits until it is stopped. */
  public void join() throws InterruptedException {
    jetty.join();
  }

  /**
   * Answers those who wait, lets requests that are being answered end, and closes everything;
   * within four seconds.
   */
  @Override
  public void close() {
    engine.drain();
    try {
      jetty.stop();
    } catch (Exception e) {
      // what is left of it goes with the process
      log.warn("The HTTP server did not stop cleanly", e);
    }
    jetty.destroy();
    engine.close();
    housekeeping.shutdown();
    logs.close();
  }
}
