package org.holdfast.app.command;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.holdfast.app.config.ConfigException;
import org.holdfast.app.config.ConfigFile;
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
      return ExitCode.OK;
    } catch (ConfigException e) {
      err.println(e.report());
      return ExitCode.USAGE;
    }
  }
}
