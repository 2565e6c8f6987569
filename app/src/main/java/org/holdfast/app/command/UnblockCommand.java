package org.holdfast.app.command;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.holdfast.pipeline.block.Block;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast credentials unblock`.
@Command(
    name = "unblock",
    description = {
      "Ends a block now. What it has withheld stays in quarantine until it is released:",
      "'quarantine release --reason blocked-ID'."
    },
    mixinStandardHelpOptions = true)
final class UnblockCommand implements Callable<Integer> {
  private final PrintStream out;
  private final PrintStream err;
  private final Clock clock;

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "One line, kept with the act.")
  private String reason = "";

  @Parameters(index = "0", paramLabel = "ID", description = "As 'blocks' names it.")
  private String id = "";

  UnblockCommand(PrintStream out, PrintStream err, Clock clock) {
    this.out = out;
    this.err = err;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    if (!Block.ID.matcher(id).matches()) {
      err.println("credentials: '" + id + "' is no id of a block: eight hexadecimal digits");
      return ExitCode.USAGE;
    }
    return BlocklistWork.run(
        config,
        err,
        file -> {
          if (file.read().find(id).isEmpty()) {
            err.println(
                "credentials: there is no block " + id + "; 'credentials blocks' lists them");
            return ExitCode.FAILED;
          }
          Instant now = clock.instant();
          file.unblock(id, now, reason);
          out.println(BlocklistWork.line(file.read().find(id).orElseThrow(), now));
          return ExitCode.OK;
        });
  }
}
