package org.holdfast.app.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.holdfast.app.config.ConfigException;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.app.server.FleetKeyFile;
import org.holdfast.app.server.UnusableKeyException;
import org.holdfast.app.upgrade.Upgrade;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `holdfast upgrade`: puts a successor into the place of the running server.
@Command(
    name = "upgrade",
    description = {
      "Puts another release, or the same one again, into the place of the server that runs on this",
      "machine, without a probe noticing; rolls back by itself if that one does not do its work."
    },
    mixinStandardHelpOptions = true)
final class UpgradeCommand implements Callable<Integer> {
  private final PrintStream out;
  private final PrintStream err;

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "The release to start: a directory with 'holdfast' in it. Default: the same.")
  private @Nullable Path to;

  @ArgGroup(exclusive = false)
  private FleetUpgradeOptions fleet = new FleetUpgradeOptions();

  UpgradeCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (fleet.isAsked()) {
      return fleet.run(config, out, err);
    }
    if (to != null && !Files.isExecutable(to.resolve("holdfast"))) {
      err.println("upgrade: " + to + " has no 'holdfast' that can be run");
      return ExitCode.USAGE;
    }
    try {
      HoldfastConfig loaded = config.load().config();
      Path keyFile = loaded.fleet().keyFile().orElseGet(() -> loaded.data().resolve("fleet.key"));
      boolean done =
          new Upgrade(
                  loaded,
                  config.file(),
                  Optional.ofNullable(to),
                  FleetKeyFile.read(keyFile),
                  this::print)
              .run();
      return done ? ExitCode.OK : ExitCode.FAILED;
    } catch (ConfigException e) {
      err.println(e.report());
      return ExitCode.USAGE;
    } catch (IOException | UnusableKeyException e) {
      err.println("upgrade: the fleet key cannot be read, so nothing was changed: " + e);
      return ExitCode.FAILED;
    }
  }

  private void print(String line) {
    out.println(line);
    out.flush();
  }
}
