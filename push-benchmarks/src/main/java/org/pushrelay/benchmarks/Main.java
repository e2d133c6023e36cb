package org.pushrelay.benchmarks;

import org.pushrelay.benchmarks.compare.CompareCommand;
import org.pushrelay.benchmarks.core.CoreCommand;
import org.pushrelay.benchmarks.load.LoadCommand;
import org.pushrelay.benchmarks.parked.ParkedCommand;
import org.pushrelay.benchmarks.server.ServerCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. */
@Command(
    name = "push-benchmarks.jar",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Measures the relay. Each command is one measurement.",
    subcommands = {
      CoreCommand.class,
      ParkedCommand.class,
      LoadCommand.class,
      ServerCommand.class,
      CompareCommand.class
    })
public final class Main {
  private Main() {}

  /** Runs a command. */
  public static void main(String[] args) {
    CommandLine line = new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
    System.exit(line.execute(args));
  }
}
