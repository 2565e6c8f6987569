package org.holdfast.app.command;

import java.io.PrintStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `holdfast quarantine`: what was accepted and could not be decoded. Only groups its commands,
/// which read the directory of an installation and change nothing; the server may run meanwhile.
@Command(
    name = "quarantine",
    description = "Shows what was accepted and could not be decoded; changes nothing.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
final class QuarantineCommand {
  private QuarantineCommand() {}

  static CommandLine withItsCommands(PrintStream out, PrintStream err) {
    return new CommandLine(new QuarantineCommand())
        .addSubcommand(new QuarantineListCommand(out, err))
        .addSubcommand(new QuarantineShowCommand(out, err));
  }
}
