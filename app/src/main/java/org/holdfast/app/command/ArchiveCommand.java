package org.holdfast.app.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import org.holdfast.app.config.ConfigException;
import org.holdfast.app.config.ConfigFile;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.app.server.OpenStores;
import org.holdfast.pipeline.archive.ArchiveAccounts;
import org.holdfast.pipeline.archive.ArchiveCopy;
import org.holdfast.pipeline.archive.ObjectStore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `holdfast archive`: groups what is done to archives.
@Command(
    name = "archive",
    description = "Works on archives, beside the servers that write them.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
final class ArchiveCommand {

  /// `holdfast archive copy`: from the archive of one configuration to that of another.
  @Command(
      name = "copy",
      description = {
        "Copies what is published to the archive of another configuration, while it is being"
            + " served",
        "and added to. May be ended and run again: it goes on where it was. Ends with the",
        "measurements of every hour on both sides, and with 0 only if they are equal."
      },
      mixinStandardHelpOptions = true)
  static final class Copy implements Callable<Integer> {
    /// What is published while it runs is copied by the next pass.
    private static final int PASSES_MAX = 10;

    private final PrintStream out;
    private final PrintStream err;

    @Mixin private ConfigOption config = new ConfigOption();

    @Option(
        names = "--to",
        paramLabel = "FILE",
        required = true,
        description = "The configuration whose archive is to be filled.")
    private @Nullable Path to;

    Copy(PrintStream out, PrintStream err) {
      this.out = out;
      this.err = err;
    }

    @Override
    public Integer call() throws IOException {
      if (to == null) {
        return ExitCode.USAGE;
      }
      HoldfastConfig source;
      HoldfastConfig target;
      try {
        source = config.load().config();
        target = ConfigFile.read(to).config();
      } catch (ConfigException e) {
        err.println(e.report());
        return ExitCode.USAGE;
      }
      try (OpenStores stores = new OpenStores()) {
        return copy(stores.archive(source, false), stores.archive(target, true));
      } catch (IOException e) {
        err.println("archive copy: " + e.getMessage() + "; run it again to go on");
        return ExitCode.FAILED;
      }
    }

    private int copy(ObjectStore from, ObjectStore there) throws IOException {
      Path work = Files.createTempDirectory("holdfast-copy");
      boolean whole = true;
      try {
        ArchiveCopy copying = new ArchiveCopy(from, there, work);
        ArchiveCopy.Outcome outcome;
        int passes = 0;
        do {
          outcome = copying.run();
          out.printf(
              "copied=%d present=%d damaged=%d%n",
              outcome.copied(), outcome.present(), outcome.damaged().size());
          outcome.damaged().forEach(stem -> err.println("archive copy: damaged " + stem));
          whole = outcome.damaged().isEmpty();
        } while (outcome.copied() > 0 && ++passes < PASSES_MAX);
      } finally {
        Files.deleteIfExists(work);
      }
      // Others may write there as well, in the same hours.
      SortedSet<String> manifests = ArchiveAccounts.manifests(from);
      Reconciliation reconciliation =
          new Reconciliation(
              ArchiveAccounts.of(from, manifests), ArchiveAccounts.of(there, manifests));
      reconciliation.print(out, "here", "there");
      return whole && reconciliation.isEqual() ? ExitCode.OK : ExitCode.FAILED;
    }
  }
}
