package org.pushrelay.benchmarks.server;

import static java.util.Objects.requireNonNull;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.pushrelay.PushEngine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves {@code /pub?id=CHANNEL} and {@code /sub?id=CHANNEL} until it is ended. */
@Command(
    name = "server",
    mixinStandardHelpOptions = true,
    description = "Serves /pub and /sub on 127.0.0.1 until it is ended (SIGTERM).")
public final class ServerCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--transport",
      defaultValue = "jetty",
      description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
  private Transport transport = Transport.JETTY;

  @Option(
      names = "--port",
      defaultValue = "0",
      description = "where, on 127.0.0.1; default: any free port")
  private int port;

  @Option(
      names = "--loops",
      defaultValue = "1",
      description = "threads that wait for the network; default: ${DEFAULT-VALUE}")
  private int loops;

  /** A command that picocli fills in. */
  public ServerCommand() {}

  @Override
  public Integer call() throws Exception {
    PrintWriter out = requireNonNull(spec, "spec").commandLine().getOut();
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(ended::countDown, "shutdown"));
    try (PushEngine engine = RelaySettings.engine();
        RunningRelay relay = transport.start(engine, port, loops)) {
      out.println("listening on http://127.0.0.1:" + relay.port() + "/");
      out.flush();
      ended.await();
    }
    return 0;
  }
}
