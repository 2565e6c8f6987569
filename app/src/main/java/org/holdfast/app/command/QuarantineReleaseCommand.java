package org.holdfast.app.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.holdfast.app.config.ConfigException;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.pipeline.quarantine.Quarantine;
import org.holdfast.pipeline.quarantine.ReleaseDesk;
import org.holdfast.pipeline.quarantine.Releases;
import org.holdfast.pipeline.quarantine.SetAside;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast quarantine release`: asks the running server, or the next one, to take measurements up
/// again.
@Command(
    name = "release",
    description = {
      "Takes measurements up again as if they came now, past the blocklist: by uid, or all of a stage",
      "or reason that were not released before. The server does it within seconds; what cannot be",
      "published this time either is set aside again."
    },
    mixinStandardHelpOptions = true)
final class QuarantineReleaseCommand implements Callable<Integer> {
  private final PrintStream out;
  private final PrintStream err;
  private final Clock clock;

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(names = "--stage", paramLabel = "STAGE", description = "All of this stage.")
  private @Nullable String stage;

  @Option(names = "--reason", paramLabel = "REASON", description = "All for this reason.")
  private @Nullable String reason;

  @Option(
      names = "--why",
      required = true,
      paramLabel = "TEXT",
      description = "Kept with the act, one line.")
  private String why = "";

  @Parameters(arity = "0..*", paramLabel = "UID", description = "As 'quarantine list' names it.")
  private List<String> uids = List.of();

  QuarantineReleaseCommand(PrintStream out, PrintStream err, Clock clock) {
    this.out = out;
    this.err = err;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    if (uids.isEmpty() && stage == null && reason == null) {
      err.println("quarantine: name uids, a --stage or a --reason");
      return ExitCode.USAGE;
    }
    try {
      return release(config.load().config().data().resolve("quarantine"));
    } catch (ConfigException e) {
      err.println(e.report());
      return ExitCode.USAGE;
    } catch (IOException e) {
      err.println("quarantine: " + e);
      return ExitCode.FAILED;
    }
  }

  private int release(Path directory) throws IOException {
    Quarantine quarantine = Quarantine.existing(directory);
    Releases releases = new Releases(directory);
    int asked = 0;
    boolean allFit = true;
    for (SetAside one : chosen(quarantine)) {
      boolean isNamed = uids.contains(one.uid());
      Optional<JournalRecord> record = quarantine.recordOf(one);
      if (record.isEmpty() || !ReleaseDesk.isReleasable(record.get().envelope())) {
        if (isNamed) {
          allFit = false;
          err.println("quarantine: " + one.uid() + " is no measurement that can be released");
        }
      } else if (isNamed || !releases.knows(one.uid())) {
        releases.ask(record.get().envelope().uid(), clock.instant(), line(why));
        asked++;
      }
    }
    out.println("asked for the release of " + asked);
    return allFit ? ExitCode.OK : ExitCode.FAILED;
  }

  private static String line(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ").strip();
  }

  private List<SetAside> chosen(Quarantine quarantine) throws IOException {
    List<SetAside> chosen = new ArrayList<>();
    for (String uid : uids) {
      chosen.add(
          quarantine
              .find(uid)
              .orElseThrow(() -> new IOException("nothing was set aside as " + uid)));
    }
    if (stage != null || reason != null) {
      quarantine.forEach(
          one -> {
            if ((stage == null || stage.equals(one.stage()))
                && (reason == null || reason.equals(one.reason()))) {
              chosen.add(one);
            }
          });
    }
    return chosen;
  }
}
