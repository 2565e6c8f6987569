package org.holdfast.app.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.holdfast.app.config.ConfigException;
import org.holdfast.app.config.ConfigFile;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.app.issuer.IssuerCheck;
import org.holdfast.pipeline.block.BlocklistFile;
import org.holdfast.pipeline.block.UnusableBlocklistException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `holdfast check-config FILE`: what `serve` would say about the file, without starting anything.
@Command(
    name = "check-config",
    description = "Says everything that is wrong with a configuration; starts nothing.",
    mixinStandardHelpOptions = true)
final class CheckConfigCommand implements Callable<Integer> {
  private final PrintStream out;
  private final PrintStream err;

  @Parameters(index = "0", paramLabel = "FILE", description = "The configuration.")
  private @Nullable Path file;

  CheckConfigCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() {
    if (file == null) {
      return ExitCode.USAGE;
    }
    try {
      ConfigFile.Loaded loaded = ConfigFile.read(file);
      out.println(file + " is valid; in force would be");
      loaded.settings().forEach(setting -> out.println("  " + SettingText.of(setting)));
      return files(loaded.config());
    } catch (ConfigException e) {
      err.println(e.report());
      return ExitCode.USAGE;
    }
  }

  /// A server starts with such files all the same, and uses what it used last, or nothing.
  private int files(HoldfastConfig config) {
    List<String> problems = new ArrayList<>(IssuerCheck.problems(config, Clock.systemUTC()));
    try {
      var _ = new BlocklistFile(config.blocklistFile()).read();
    } catch (IOException | UnusableBlocklistException e) {
      problems.add("blocklist: " + config.blocklistFile() + " " + e.getMessage());
    }
    problems.forEach(err::println);
    return problems.isEmpty() ? ExitCode.OK : ExitCode.USAGE;
  }
}
