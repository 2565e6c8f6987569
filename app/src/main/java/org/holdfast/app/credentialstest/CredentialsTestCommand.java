package org.holdfast.app.credentialstest;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `holdfast credentialstest`: long runs of anonymous credentials in a temporary directory.
@Command(
    name = "credentialstest",
    description = "Long runs of anonymous credentials against servers on loopback.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
public final class CredentialsTestCommand {
  private final PrintStream out;

  public CredentialsTestCommand(PrintStream out) {
    this.out = out;
  }

  /// A run in a directory of its own.
  private interface Run {
    boolean in(Path directory) throws IOException, InterruptedException;
  }

  @Command(
      name = "lost-answers",
      description = {
        "Clients hand in through two collectors, one of which is killed in the middle, while answers",
        "are lost; ends with 0 if every client has the count of its accepted submissions."
      },
      mixinStandardHelpOptions = true)
  int lostAnswers(
      @Option(names = "--submissions", defaultValue = "10000", paramLabel = "N") int submissions,
      @Option(names = "--clients", defaultValue = "20", paramLabel = "N") int clients,
      @Option(names = "--lost", defaultValue = "30", paramLabel = "PERCENT") int lost)
      throws IOException, InterruptedException {
    return run(
        directory -> {
          LostAnswers.Outcome outcome =
              new LostAnswers(directory, submissions, clients, lost).run();
          out.println((outcome.isGood() ? "good: " : "NOT GOOD: ") + outcome);
          return outcome.isGood();
        });
  }

  @Command(
      name = "unlinkability",
      description = {
        "Plays a game in which an adversary has everything a server wrote and was sent and must say",
        "which of two probes submitted; ends with 0 if the best distinguisher is right in half of",
        "the trials, within the tolerance. With --leak, if it finds what was planted."
      },
      mixinStandardHelpOptions = true)
  int unlinkability(
      @Option(names = "--trials", defaultValue = "10000", paramLabel = "N") int trials,
      @Option(names = "--tolerance", defaultValue = "0.01", paramLabel = "SHARE") double tolerance,
      @Option(
              names = "--leak",
              defaultValue = "NONE",
              description = "One of ${COMPLETION-CANDIDATES}.")
          Leak leak,
      @Option(names = "--seed", defaultValue = "1", paramLabel = "S") long seed)
      throws IOException, InterruptedException {
    return run(
        directory -> {
          UnlinkabilityGame.Outcome outcome =
              new UnlinkabilityGame(directory, trials, leak, seed).play();
          outcome
              .success()
              .forEach(
                  (name, share) ->
                      out.println("%-45s %.4f".formatted(name, share).toLowerCase(Locale.ROOT)));
          out.println("named in log or metrics: " + outcome.mentioned().size());
          boolean isCoin = outcome.advantage() <= tolerance && outcome.mentioned().isEmpty();
          out.println(
              "trials=%d best advantage=%.4f leak=%s: %s"
                  .formatted(
                      trials,
                      outcome.advantage(),
                      leak.name().toLowerCase(Locale.ROOT),
                      isCoin ? "as good as a coin" : "linkable"));
          return isCoin == (leak == Leak.NONE);
        });
  }

  private static int run(Run run) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("holdfast-credentialstest");
    try {
      return run.in(directory) ? 0 : 1;
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(directory)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      Files.deleteIfExists(file);
    }
  }
}
