package org.holdfast.app.command;

import java.io.PrintStream;
import java.time.Clock;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `holdfast quarantine`: what was accepted and set aside. Only groups its commands, which work on
/// the directory of an installation; the server may run meanwhile.
@Command(
    name = "quarantine",
    description = "Shows what was accepted and set aside, and releases it.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
final class QuarantineCommand {
  private QuarantineCommand() {}

  static CommandLine withItsCommands(PrintStream out, PrintStream err, Clock clock) {
    return new CommandLine(new QuarantineCommand())
        .addSubcommand(new QuarantineListCommand(out, err))
        .addSubcommand(new QuarantineShowCommand(out, err))
        .addSubcommand(new QuarantineReleaseCommand(out, err, clock));
  }
}
