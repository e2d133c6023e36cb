package org.pushrelay.server.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.pushrelay.PushEngine;
import org.pushrelay.server.access.PasswordChecks;
import org.pushrelay.server.config.CountedGroups;
import org.pushrelay.server.config.RelayConfig;
import org.pushrelay.server.config.VirtualServer;
import org.pushrelay.server.status.LoopWatch;
import org.pushrelay.server.transport.Transport;
import org.pushrelay.time.TimeSource;
import org.pushrelay.time.Timers;
import org.pushrelay.transport.BufferBudget;
import org.pushrelay.transport.ConnectionBudget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configured relay with its sockets, from start to stop. */
public final class RelayServer implements AutoCloseable {
  /** So many may wait for files at once; the next one is told to come later. */
  private static final int LONGEST_WAIT_FOR_DISK = 4096;

  private static final int DISK_THREADS = 4;

  private static final Logger log = LoggerFactory.getLogger(RelayServer.class);

  private final PushEngine engine;
  private final long memory;
  private final BufferBudget budget;
  private final Timers timers = Timers.threaded();
  private final LoopWatch watch = new LoopWatch();
  private final ServerCounters serverCounters = new ServerCounters();
  private final AccessLogs logs = new AccessLogs();
  private final ProxiedUpstreams applications = new ProxiedUpstreams();
  private final ExecutorService disk = disk();
  private final PasswordChecks passwords = new PasswordChecks();

  /** Done when it is stopped, with the reason if it cannot go on. */
  private final CompletableFuture<Optional<String>> ended = new CompletableFuture<>();

  @GuardedBy("this")
  private @Nullable ListenSockets sockets;

  /** What {@link #sockets} is, for the watch. */
  private volatile @Nullable ListenSockets watched;

  /** How many refused connections have been logged. Used by the thread that looks. */
  private long reported;

  @GuardedBy("this")
  private List<String> addresses = List.of();

  @GuardedBy("this")
  private CountedGroups counted = CountedGroups.NONE;

  private RelayServer(RelayConfig config) {
    memory = config.maxReservedMemory();
    budget =
        BufferBudget.of(
            config.maxBufferMemory(), ConnectionBudget.of(config.maxConnectionMemory()));
    engine =
        PushEngine.builder()
            .maxReservedMemory(config.maxReservedMemory())
            .maxChannelsPerAddress(config.maxChannelsPerAddress())
            .budget(budget)
            .time(TimeSource.system(), timers)
            .build();
  }

  /** Threads of their own, since those of a transport must not wait for the disk. */
  private static ExecutorService disk() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            DISK_THREADS,
            DISK_THREADS,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(LONGEST_WAIT_FOR_DISK),
            task -> {
              Thread thread = new Thread(task, "disk");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /**
   * Starts a server.
   *
   * @throws IOException if it cannot listen where it should, or a file cannot be used
   */
  public static RelayServer start(RelayConfig config, Transport transport) throws IOException {
    RelayServer server = new RelayServer(config);
    try {
      server.open(config, transport);
      return server;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private synchronized void open(RelayConfig config, Transport on) throws IOException {
    ListenPlan listeners = listeners(config);
    count(config.groups());
    sockets =
        ListenSockets.open(
            on,
            serverCounters,
            listeners.sockets(),
            new Transport.Surroundings(budget, this::failed));
    watched = sockets;
    addresses = listeners.urls(sockets.ports(listeners.sockets()));
    logs.use();
  }

  /**
   * Applies another configuration: waiting subscribers stay connected, and no message is lost. All
   * later requests find the new servers and locations. Access logs are opened again. The memory
   * limits stay as they were.
   *
   * @throws IOException if it cannot listen where it should, or a file cannot be used; and then all
   *     goes on as before
   */
  public synchronized void reload(RelayConfig config) throws IOException {
    if (sockets == null) {
      return;
    }
    addresses = change(sockets, config);
    logs.use();
    count(config.groups());
    if (config.maxReservedMemory() != memory) {
      log.warn("The reserved memory is still {} bytes: another one needs a new start", memory);
    }
    if (config.maxBufferMemory() != budget.limit()) {
      log.warn(
          "The memory of buffers is still {} bytes: another one needs a new start", budget.limit());
    }
    if (config.maxConnectionMemory() != budget.connections().limit()) {
      log.warn(
          "The memory of connections is still {} bytes: another one needs a new start",
          budget.connections().limit());
    }
  }

  /** The addresses that it listens on then. */
  private List<String> change(ListenSockets open, RelayConfig config) throws IOException {
    try {
      ListenPlan listeners = listeners(config);
      open.change(listeners.sockets());
      return listeners.urls(open.ports(listeners.sockets()));
    } catch (IOException | RuntimeException e) {
      logs.giveUp();
      throw e;
    }
  }

  /** Counts groups as it is configured; limits that clients have set stay where nothing changed. */
  private synchronized void count(CountedGroups groups) {
    CountedGroups before = counted;
    counted = groups;
    groups
        .others()
        .filter(limits -> !before.others().equals(groups.others()))
        .ifPresent(limits -> engine.groups().countAll(limits));
    groups
        .named()
        .forEach(
            (name, limits) -> {
              if (!limits.equals(before.named().get(name))) {
                engine.groups().count(name, limits);
              }
            });
  }

  private ListenPlan listeners(RelayConfig config) throws IOException {
    Locations locations =
        new Locations(
            engine,
            serverCounters,
            disk,
            passwords,
            logs,
            applications,
            config.listsSubscribers(),
            watch);
    List<ServerHandler> servers = new ArrayList<>();
    for (VirtualServer server : config.servers()) {
      servers.add(locations.start(server));
    }
    return new ListenPlan(servers);
  }

  private synchronized void closeSockets() {
    if (sockets != null) {
      sockets.close();
      sockets = null;
    }
  }

  /**
   * The addresses that it listens on, as URLs or {@code unix:/path}, in the order of the
   * configuration.
   */
  public synchronized List<String> addresses() {
    return addresses;
  }

  /**
   * Waits until it is stopped, or cannot go on; then the caller should end the process.
   *
   * @return why it cannot go on; empty if it was stopped
   */
  public Optional<String> join() {
    return ended.join();
  }

  /** Looks whether all threads that connections depend on turn. To be called once in a second. */
  public void checkHealth() {
    reportRefusals();
    Map<String, Executor> loops = loops();
    if (!loops.isEmpty()) {
      watch.check(loops).ifPresent(reason -> ended.complete(Optional.of(reason)));
    }
  }

  /** At most one line for each call, however many connections were refused. */
  private void reportRefusals() {
    long refused = budget.connections().refusals();
    if (refused > reported) {
      log.warn(
          "{} connections were refused: those that are open take {} of {} bytes (see"
              + " push_max_connection_memory)",
          refused - reported,
          budget.connections().used(),
          budget.connections().limit());
      reported = refused;
    }
  }

  /** Without the lock, which is held by a thread that closes and may never come back. */
  private Map<String, Executor> loops() {
    ListenSockets open = watched;
    if (open == null || engine.isDraining()) {
      return Map.of();
    }
    Map<String, Executor> loops = new HashMap<>();
    open.loops().forEach(loop -> loops.put(loop.name(), loop.executor()));
    loops.put("the thread of timers", task -> timers.schedule(0, task));
    return loops;
  }

  /**
   * Something has failed by an error. If the program itself is not whole any more, for example
   * since its file was replaced, it cannot go on.
   */
  public void failed(Error error) {
    if (error instanceof LinkageError) {
      ended.complete(Optional.of("a part of the program cannot be used: " + error));
    }
  }

  /** Something beside the relay keeps it from going on. */
  public void abort(String reason) {
    ended.complete(Optional.of(reason));
  }

  /** A thread has ended by an error, so that nothing is certain any more. */
  public void died(Thread thread, Error error) {
    ended.complete(Optional.of("the thread " + thread.getName() + " has ended: " + error));
  }

  /**
   * Responds to waiting subscribers, lets requests in progress end, and closes everything, within
   * four seconds.
   */
  @Override
  public void close() {
    engine.drain();
    closeSockets();
    disk.shutdown();
    passwords.close();
    engine.close();
    timers.close();
    logs.close();
    ended.complete(Optional.empty());
  }
}
