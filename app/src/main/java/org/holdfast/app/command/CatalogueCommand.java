package org.holdfast.app.command;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.holdfast.app.config.ConfigException;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.app.server.OpenStores;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.CatalogueUnavailableException;
import org.holdfast.pipeline.archive.ArchiveAccounts;
import org.holdfast.pipeline.archive.CatalogueFilling;
import org.holdfast.pipeline.archive.HourAccount;
import org.holdfast.pipeline.archive.ObjectStore;
import org.holdfast.pipeline.work.DependencyDownException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `holdfast catalogue`: groups what is done to catalogues.
@Command(
    name = "catalogue",
    description = "Works on catalogues, beside the servers that use them.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
final class CatalogueCommand {

  /// `holdfast catalogue rebuild`: fills a catalogue from the archive.
  @Command(
      name = "rebuild",
      description = {
        "Adds to the catalogue of a configuration what is in its archive and not in the catalogue,",
        "while both are being used. May be ended and run again: it goes on where it was. Ends with",
        "the measurements of every hour on both sides, and with 0 only if they are equal."
      },
      mixinStandardHelpOptions = true)
  static final class Rebuild implements Callable<Integer> {
    private final Clock clock;
    private final PrintStream out;
    private final PrintStream err;

    @Mixin private ConfigOption config = new ConfigOption();

    Rebuild(Clock clock, PrintStream out, PrintStream err) {
      this.clock = clock;
      this.out = out;
      this.err = err;
    }

    @Override
    public Integer call() {
      HoldfastConfig installation;
      try {
        installation = config.load().config();
      } catch (ConfigException e) {
        err.println(e.report());
        return ExitCode.USAGE;
      }
      try (OpenStores stores = new OpenStores()) {
        boolean shared = installation.journal().kafka().isPresent();
        return rebuild(
            stores.archive(installation, false),
            stores.catalogue(installation, clock),
            shared || installation.archive().s3().isPresent(),
            shared);
      } catch (IOException | CatalogueUnavailableException | DependencyDownException e) {
        Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
        err.println(
            "catalogue rebuild: "
                + e.getMessage()
                + " ("
                + cause.getMessage()
                + "); run it again"
                + " to go on");
        return ExitCode.FAILED;
      }
    }

    /// @param reserving whether several may archive the same records
    /// @param shared whether machines share the journal: of what it holds each knows only its share
    ///   as indexed, and none would look again without being asked
    private int rebuild(ObjectStore archive, Catalogue catalogue, boolean reserving, boolean shared)
        throws IOException {
      new CatalogueFilling(archive, catalogue, clock, reserving).run();
      if (shared) {
        catalogue.markForRebuild();
        out.println(
            "The workers index again what the journal holds and the catalogue lacks; see"
                + " /health/ready.");
      }
      SortedMap<String, HourAccount> archived =
          ArchiveAccounts.of(archive, ArchiveAccounts.manifests(archive));
      Reconciliation reconciliation =
          new Reconciliation(archived, ArchiveAccounts.of(catalogue, archived.keySet()));
      reconciliation.print(out, "archive", "catalogue");
      return reconciliation.isEqual() ? ExitCode.OK : ExitCode.FAILED;
    }
  }
}
