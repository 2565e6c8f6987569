package org.holdfast.app.command;

import java.io.PrintStream;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `holdfast credentials blocks`.
@Command(
    name = "blocks",
    description = "One line for each block there ever was.",
    mixinStandardHelpOptions = true)
final class BlocksCommand implements Callable<Integer> {
  private final PrintStream out;
  private final PrintStream err;
  private final Clock clock;

  @Mixin private ConfigOption config = new ConfigOption();

  BlocksCommand(PrintStream out, PrintStream err, Clock clock) {
    this.out = out;
    this.err = err;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    return BlocklistWork.run(
        config,
        err,
        file -> {
          file.read()
              .blocks()
              .forEach(block -> out.println(BlocklistWork.line(block, clock.instant())));
          return ExitCode.OK;
        });
  }
}
