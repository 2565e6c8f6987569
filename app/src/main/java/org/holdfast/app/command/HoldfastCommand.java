package org.holdfast.app.command;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.holdfast.app.build.BuildInfo;
import org.holdfast.app.crash.CrashTestCommand;
import org.holdfast.app.demo.DemoCommand;
import org.holdfast.app.fleettest.FleetTestCommand;
import org.holdfast.app.upgradetest.RehearseCommand;
import org.holdfast.app.upgradetest.UpgradeTestCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `holdfast` itself: only groups the commands.
@Command(
    name = "holdfast",
    description = "The backend that censorship-measurement probes report to.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExit codes:%n",
    footer = {
      "  0  done (submit: everything was acknowledged; serve: stopped as asked)",
      "  1  not done, or not all of it (serve: could not start, or left as the journal failed)",
      "  2  a mistake in the command line or the configuration; nothing was started"
    })
public final class HoldfastCommand {
  private static final Logger LOG = LoggerFactory.getLogger(HoldfastCommand.class);

  private HoldfastCommand() {}

  /// Runs what a command line asks for.
  ///
  /// @return an [ExitCode]
  public static int run(PrintStream out, PrintStream err, String... arguments) {
    BuildInfo build = BuildInfo.load();
    CommandLine holdfast =
        new CommandLine(new HoldfastCommand())
            .addSubcommand(new ServeCommand(build, out, err))
            .addSubcommand(new CheckConfigCommand(out, err))
            .addSubcommand(new FleetCommand(out, err))
            .addSubcommand(new FleetTestCommand(out))
            .addSubcommand(new UpgradeCommand(out, err))
            .addSubcommand(new UpgradeTestCommand())
            .addSubcommand(new RehearseCommand())
            .addSubcommand(new SubmitCommand(out, err))
            .addSubcommand(QuarantineCommand.withItsCommands(out, err))
            .addSubcommand(
                new CommandLine(new CredentialsCommand(out, err, Clock.systemUTC()))
                    .addSubcommand(new MonitorCommand(out, err)))
            .addSubcommand(
                new CommandLine(new ArchiveCommand())
                    .addSubcommand(new ArchiveCommand.Copy(out, err)))
            .addSubcommand(
                new CommandLine(new CatalogueCommand())
                    .addSubcommand(new CatalogueCommand.Rebuild(Clock.systemUTC(), out, err)))
            .addSubcommand(new DemoCommand(Clock.systemUTC()))
            .addSubcommand(new CrashTestCommand())
            .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                  LOG.error("{} failed", command.getCommandName(), failure);
                  err.println(command.getCommandName() + ": " + failure);
                  return ExitCode.FAILED;
                });
    holdfast.getCommandSpec().versionProvider(() -> new String[] {"holdfast " + build.label()});
    if (arguments.length == 0) {
      holdfast.usage(err);
      return ExitCode.USAGE;
    }
    return holdfast.execute(arguments);
  }
}
