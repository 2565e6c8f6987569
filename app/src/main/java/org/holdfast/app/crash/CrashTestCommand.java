package org.holdfast.app.crash;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.holdfast.testkit.crash.CrashReport;
import org.holdfast.testkit.crash.CrashTest;
import org.holdfast.testkit.crash.Subject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `holdfast crashtest`.
@Command(
    name = "crashtest",
    description =
        "Kills servers of its own at every durable operation they perform, in every way it knows,"
            + " and checks after each that nothing acknowledged is lost, doubled or swapped. The"
            + " last line gives the sums, the one before it how much was tried; exits 0 only where"
            + " all sums are 0, every point asked for was tried and hardly any was not there, or as"
            + " many were struck as asked for. With --journal kafka a point that is not there is"
            + " replaced by another one like it.",
    mixinStandardHelpOptions = true)
public final class CrashTestCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Option(
      names = "--points",
      paramLabel = "N|all",
      defaultValue = "all",
      description =
          "So many, picked by the seed; all of them without it, which takes an hour or two.")
  private String points = "all";

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Same seed, same points and measurements. Default: ${DEFAULT-VALUE}")
  private long seed;

  @Option(
      names = "--processes",
      paramLabel = "N",
      defaultValue = "4",
      description = "Servers at the same time. Default: ${DEFAULT-VALUE}")
  private int processes;

  @Option(
      names = "--killed",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "Besides, so many points on processes of their own that end by SIGKILL: as many in a"
              + " first start, at work and in a restart."
              + " Default: ${DEFAULT-VALUE}")
  private int killed;

  @Option(
      names = "--journal",
      paramLabel = "KIND",
      defaultValue = "segments",
      description =
          "segments, or kafka: a real broker that is taken away and given back all the time, with"
              + " processes of their own only. Default: ${DEFAULT-VALUE}")
  private String journal = "segments";

  @Option(
      names = "--broker-lib",
      paramLabel = "DIR",
      description = "With --journal kafka: where the jars of Kafka's broker are.")
  private String brokerLibrary = "";

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description = "Where everything is kept; what led to trouble stays there.")
  private String directory = "";

  @Spec private CommandSpec spec;

  /// For picocli.
  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields before call()
  public CrashTestCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    int most = wanted();
    PrintWriter out = spec.commandLine().getOut();
    long started = System.nanoTime();
    Path top =
        directory.isEmpty()
            ? Files.createTempDirectory("holdfast-crashtest")
            : Files.createDirectories(Path.of(directory)).toRealPath();
    Outcome outcome =
        switch (journal) {
          case "segments" -> onSegments(top, most, out);
          case "kafka" -> onKafka(top, most, out);
          default ->
              throw new ParameterException(
                  spec.commandLine(), "--journal is segments or kafka, not " + journal);
        };
    CrashReport report = outcome.report();
    double seconds = Duration.ofNanos(System.nanoTime() - started).toMillis() / 1000.0;
    say(
        out,
        "seed %d: %d of %d points struck in %d lives, %.0f s, %.2f s per point"
            .formatted(
                seed,
                report.points(),
                report.available(),
                report.lives(),
                seconds,
                seconds / Math.max(1, report.points())));
    say(out, report.triedLine());
    if (report.isClean()) {
      outcome.test().clear();
    } else {
      say(out, "What led to trouble is in " + top);
    }
    say(out, report.lastLine());
    return report.isClean() ? 0 : 1;
  }

  private record Outcome(CrashTest test, CrashReport report) {}

  private Outcome onSegments(Path top, int most, PrintWriter out)
      throws IOException, InterruptedException {
    CrashTest test = test(top, new ServedBuild(), most, out);
    return new Outcome(test, test.run());
  }

  private Outcome onKafka(Path top, int most, PrintWriter out)
      throws IOException, InterruptedException {
    Path library = brokerLibrary.isEmpty() ? besideThisProgram() : Path.of(brokerLibrary);
    try (CrashBroker broker = CrashBroker.start(top.resolve("broker"), library, seed)) {
      CrashTest test = test(top, new KafkaBuild(broker), most, out);
      return new Outcome(test, test.runOnProcesses());
    }
  }

  /// Where the build puts servers for demonstrations.
  private static Path besideThisProgram() {
    String first = System.getProperty("java.class.path").split(java.io.File.pathSeparator, 2)[0];
    return Path.of(first).toAbsolutePath().resolveSibling("../fleet-lib").normalize();
  }

  private CrashTest test(Path top, Subject subject, int most, PrintWriter out) throws IOException {
    return CrashTest.in(
        top,
        subject,
        new CrashTest.Options(most, killed, seed, processes, PATIENCE, List.of()),
        line -> say(out, line));
  }

  private int wanted() {
    try {
      int number = points.equals("all") ? Integer.MAX_VALUE : Integer.parseInt(points);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new ParameterException(spec.commandLine(), "--points is a number from 1, or all");
  }

  private static void say(PrintWriter out, String line) {
    out.println(line);
    out.flush();
  }
}
