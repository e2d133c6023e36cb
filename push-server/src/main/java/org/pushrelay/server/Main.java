package org.pushrelay.server;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.pushrelay.server.config.Listen;
import org.pushrelay.server.config.RelayConfig;
import org.pushrelay.server.http.RelayServer;
import org.pushrelay.server.text.ConfigException;
import org.pushrelay.server.text.Problem;
import org.pushrelay.server.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(
    name = "push-server.jar",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Relays messages from publishers to waiting subscribers over HTTP.",
    footer = {
      "",
      "Without FILE it listens on 127.0.0.1:8080: publish to",
      "/pub?id=CHANNEL, poll /sub?id=CHANNEL, take an event stream or",
      "a WebSocket from /events?id=CHANNEL, or open",
      "http://127.0.0.1:8080/ in a browser.",
      "SIGTERM ends it; held requests are answered.",
      "SIGHUP reads FILE again; connections go on."
    })
public final class Main implements Callable<Integer> {
  /** The exit status when the relay cannot go on, as EX_SOFTWARE of sysexits.h. */
  static final int CANNOT_GO_ON = 70;

  /** The exit status after SIGTERM. */
  private static final int TERMINATED = 143;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--check", description = "Read the configuration, report, and end.")
  private boolean check;

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS",
      converter = ListenConverter.class,
      description = {
        "Listen there only, whatever FILE says, and without",
        "TLS: ADDRESS:PORT, PORT or unix:PATH."
      })
  private @Nullable Listen listen;

  @Option(
      names = "--transport",
      paramLabel = "NAME",
      description = "What serves HTTP: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private TransportName transport = TransportName.DEFAULT;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "The configuration, in the language of nginx.")
  private @Nullable Path file;

  /** A command that picocli fills in. */
  public Main() {}

  /** Runs the program. */
  public static void main(String[] args) {
    CommandLine command = new CommandLine(new Main());
    command.setCaseInsensitiveEnumValuesAllowed(true);
    int status = command.execute(args);
    System.exit(status);
  }

  @Override
  public Integer call() {
    CommandLine command = requireNonNull(spec, "spec").commandLine();
    PrintWriter out = command.getOut();
    PrintWriter err = command.getErr();
    RelayConfig config;
    try {
      config = configuration();
    } catch (ConfigException e) {
      e.problems().forEach(problem -> err.println(problem));
      err.flush();
      return CommandLine.ExitCode.SOFTWARE;
    }
    for (Problem note : config.notes()) {
      err.println(note.position() + ": note: " + note.message());
    }
    err.flush();
    if (check) {
      out.println((file == null ? "the default configuration" : file) + " is good");
      out.flush();
      return CommandLine.ExitCode.OK;
    }
    return run(config, transport.transport(config.workers()), out, err);
  }

  private RelayConfig configuration() throws ConfigException {
    RelayConfig config = file == null ? RelayConfig.defaults() : RelayConfig.read(file);
    return listen == null ? config : config.listeningOn(listen);
  }

  private int run(RelayConfig config, Transport on, PrintWriter out, PrintWriter err) {
    Logging.set(config.errorLog());
    limitThreadBuffers();
    try {
      WarmUp.run(on);
      RelayServer server = RelayServer.start(config, on);
      Watchdog watchdog = Watchdog.start(server);
      Thread.setDefaultUncaughtExceptionHandler(
          (thread, failure) -> {
            if (failure instanceof OutOfMemoryError) {
              // first, and without an object: there may be no room for one
              watchdog.outOfMemory();
            }
            died(server, thread, failure);
          });
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    watchdog.stopping(TERMINATED);
                    server.close();
                  },
                  "shutdown"));
      if (file != null) {
        Reload.onHangUp(new Reload(server, config, this::configuration, out));
      }
      ClassPreloader.begin();
      server.addresses().forEach(address -> out.println("listening on " + address));
      out.flush();
      Optional<String> reason = server.join();
      if (reason.isEmpty()) {
        return CommandLine.ExitCode.OK;
      }
      watchdog.stopping(CANNOT_GO_ON);
      logError(err, "The relay cannot go on, and ends: " + reason.get());
      return CANNOT_GO_ON;
    } catch (IOException e) {
      err.println(e.getMessage());
      err.flush();
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  /** Reads an address to listen on. */
  static final class ListenConverter implements CommandLine.ITypeConverter<Listen> {
    @Override
    public Listen convert(String value) {
      try {
        return Listen.parse(value);
      } catch (IllegalArgumentException e) {
        throw new CommandLine.TypeConversionException(e.getMessage());
      }
    }
  }

  /**
   * An exception is the end of one thread, which may be made anew; after an error nothing is
   * certain.
   */
  private static void died(RelayServer server, Thread thread, Throwable failure) {
    if (failure instanceof Error error) {
      // first, since it names the reason even where no log line can be written any more
      server.died(thread, error);
    }
    log().error("The thread {} has ended", thread.getName(), failure);
  }

  /** Logs a line; without the log, if the program lacks a part that logging needs. */
  private static void logError(PrintWriter err, String line) {
    try {
      log().error(line);
    } catch (LinkageError e) {
      err.println(line);
      err.flush();
    }
  }

  /**
   * The JDK keeps, for each thread, a buffer outside the heap as large as the largest piece that
   * the thread has written; this says up to which size.
   */
  private static void limitThreadBuffers() {
    String setting = "jdk.nio.maxCachedBufferSize";
    if (System.getProperty(setting) == null) {
      System.setProperty(setting, Integer.toString(64 * 1024));
    }
  }

  /** Not before {@link Logging#set}: where to log to is read when the first logger is made. */
  private static Logger log() {
    return LoggerFactory.getLogger(Main.class);
  }

  /** Says which version this is. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"push-server " + (version == null ? "(not packaged)" : version)};
    }
  }
}
