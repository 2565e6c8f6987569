package org.holdfast.app.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.holdfast.app.config.ConfigException;
import org.holdfast.pipeline.quarantine.Quarantine;
import org.holdfast.pipeline.quarantine.Releases;
import org.holdfast.pipeline.quarantine.SetAside;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `holdfast quarantine list`: one line for each, oldest first: uid, stage, reason, and a sentence.
@Command(
    name = "list",
    description = "One line for each: uid, stage, reason, and a sentence.",
    mixinStandardHelpOptions = true)
final class QuarantineListCommand implements Callable<Integer> {
  private final PrintStream out;
  private final PrintStream err;

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(names = "--stage", paramLabel = "STAGE", description = "Only of this stage.")
  private @Nullable String stage;

  @Option(names = "--reason", paramLabel = "REASON", description = "Only for this reason.")
  private @Nullable String reason;

  QuarantineListCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() {
    try {
      Path directory = config.load().config().data().resolve("quarantine");
      List<SetAside> found = new ArrayList<>();
      Quarantine.existing(directory)
          .forEach(
              one -> {
                if (isAskedFor(one)) {
                  found.add(one);
                }
              });
      found.sort(Comparator.comparing(SetAside::uid));
      Releases releases = new Releases(directory);
      for (SetAside one : found) {
        String released = releases.knows(one.uid()) ? " (released)" : "";
        out.println(
            String.join(" ", one.uid(), one.stage(), one.reason(), one.detail()) + released);
      }
      return ExitCode.OK;
    } catch (ConfigException e) {
      err.println(e.report());
      return ExitCode.USAGE;
    } catch (IOException e) {
      err.println("quarantine: " + e);
      return ExitCode.FAILED;
    }
  }

  private boolean isAskedFor(SetAside one) {
    return (stage == null || stage.equals(one.stage()))
        && (reason == null || reason.equals(one.reason()));
  }
}
