package org.pushrelay.server;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.pushrelay.server.config.Listen;
import org.pushrelay.server.config.RelayConfig;
import org.pushrelay.server.http.RelayServer;
import org.pushrelay.server.text.ConfigException;
import org.pushrelay.server.text.Problem;
import org.pushrelay.server.transport.Transport;
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
      "SIGTERM ends it; those who wait are answered.",
      "SIGHUP reads FILE again, and disturbs nobody."
    })
public final class Main implements Callable<Integer> {
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
  public Integer call() throws InterruptedException {
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

  private int run(RelayConfig config, Transport on, PrintWriter out, PrintWriter err)
      throws InterruptedException {
    Logging.set(config.errorLog());
    try {
      WarmUp.run(on);
      RelayServer server = RelayServer.start(config, on);
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "shutdown"));
      if (file != null) {
        Reload.onHangUp(new Reload(server, config, this::configuration, out));
      }
      server.addresses().forEach(address -> out.println("listening on " + address));
      out.flush();
      server.join();
      return CommandLine.ExitCode.OK;
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

  /** Says which version this is. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"push-server " + (version == null ? "(not packaged)" : version)};
    }
  }
}
