package org.holdfast.app.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.testkit.history.History;
import org.holdfast.testkit.traffic.Generation;
import org.holdfast.testkit.traffic.Measurement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `holdfast demo [--once]`: starts a server in a temporary directory, lets probes of every
/// generation hand in measurements, kills the server in the middle, starts it again, and draws up
/// an account that must hold. With `--once` it ends then, with exit code 0 if it holds and 1 if
/// not; otherwise it goes on with gentle traffic until interrupted.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Starts everything in a temporary directory, sends traffic of every generation of probes,"
            + " kills the server in the middle and shows that nothing was lost.")
public final class DemoCommand implements Callable<Integer> {
  private static final Duration PUBLISH_AFTER = Duration.ofSeconds(2);
  private static final Duration BETWEEN_GENTLE_ONES = Duration.ofSeconds(2);

  @Option(
      names = "--fleet",
      description =
          "Three collectors, two workers and two API nodes over Kafka, PostgreSQL and an S3 server"
              + " instead of one server; one of each is killed.")
  private boolean fleet;

  @Option(names = "--once", description = "End after the account: 0 if it holds, 1 if not.")
  private boolean once;

  @Spec private CommandSpec spec;

  private final Clock clock;

  /// @param clock what simulated probes and the account go by
  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields before call()
  public DemoCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    DemoInstallation installation = start(out);
    Thread cleanUp = Thread.ofPlatform().unstarted(() -> close(installation));
    Runtime.getRuntime().addShutdownHook(cleanUp);
    try (History history = History.inMemory()) {
      showAddresses(out, installation);
      DemoTraffic traffic = new DemoTraffic(installation.probes(), history, clock);
      boolean holds = run(out, installation, traffic, history);
      if (!once && holds) {
        goOn(out, installation, traffic);
      }
      return holds ? 0 : 1;
    } finally {
      if (Runtime.getRuntime().removeShutdownHook(cleanUp)) {
        installation.close();
      }
    }
  }

  private DemoInstallation start(PrintWriter out) throws IOException {
    if (fleet) {
      say(
          out,
          "Starting Kafka, PostgreSQL, an S3 server and seven nodes in a temporary directory.");
      say(out, "That is ten processes; on a small machine it takes half a minute ...");
      return DemoFleet.start(PUBLISH_AFTER);
    }
    say(out, "Starting a server in a temporary directory ...");
    return OneServer.start(PUBLISH_AFTER);
  }

  private static boolean run(
      PrintWriter out, DemoInstallation installation, DemoTraffic traffic, History history)
      throws IOException {
    say(
        out,
        "%d measurements of five generations of probes are on their way.",
        traffic.measurements());
    List<Measurement> open =
        traffic.handIn(() -> installation.strike(line -> say(out, "%s", line)));
    say(out, "Some hand in again what they handed in before, re-serialised or as it was.");
    List<Measurement> openAgain = traffic.handInAgain();
    say(out, "Requests that nobody can read.");
    DemoTraffic.Broken broken = traffic.sendBroken();
    say(out, "Waiting until all of it is published and archived.");
    DemoAccount account = DemoAccount.drawUp(installation, history, broken);
    show(out, account, history, broken);
    open.forEach(measurement -> say(out, "never answered: %s", measurement));
    openAgain.forEach(measurement -> say(out, "never answered: %s", measurement));
    boolean holds = account.isBalanced() && open.isEmpty() && openAgain.isEmpty();
    if (!holds) {
      say(out, "The server's last words:%n%s", installation.serverOutput());
    }
    say(out, "%s", account.lastLine());
    return holds;
  }

  private static void show(
      PrintWriter out, DemoAccount account, History history, DemoTraffic.Broken broken) {
    say(out, "");
    DemoTable.lines(history, broken).forEach(line -> say(out, "%s", line));
    say(out, "");
    var counters = account.sinceRestart();
    say(
        out,
        "/metrics since the restart: received %d = accepted %d + repeated %d + refused %d + deferred %d",
        counters.received(),
        counters.accepted(),
        counters.repeated(),
        counters.refused(),
        counters.deferred());
    var ledger = account.ledger();
    say(
        out,
        "/metrics, durable ledger:   accepted %d = published %d + merged %d + quarantined %d + in the journal %d",
        ledger.accepted(),
        ledger.published(),
        ledger.merged(),
        ledger.quarantined(),
        ledger.inJournal());
    say(
        out,
        "archive:                    %d measurements, manifests and digests checked",
        account.archived());
    account.problems().forEach(problem -> say(out, "does not hold: %s", problem));
    say(out, "");
  }

  private static void showAddresses(PrintWriter out, DemoInstallation installation) {
    String probes = "http://" + installation.probes().authority();
    String readers = "http://" + installation.readers().authority();
    if (probes.equals(readers)) {
      say(out, "  probes and readers  %s", probes);
    } else {
      say(out, "  probes              %s", probes);
      say(out, "  readers             %s", readers);
    }
    say(out, "  search              %s/api/v1/measurements", readers);
    say(out, "  health, metrics     http://%s/metrics", installation.publishing().authority());
    say(out, "  directory           %s", installation.directory());
  }

  private static void goOn(PrintWriter out, DemoInstallation installation, DemoTraffic traffic) {
    say(out, "It goes on with a measurement every two seconds; Ctrl-C ends it and cleans up.");
    for (int i = 0; ; i++) {
      LockSupport.parkNanos(BETWEEN_GENTLE_ONES.toNanos());
      Generation generation = Generation.values()[i % Generation.values().length];
      for (Measurement measurement : traffic.oneMore(generation)) {
        say(
            out,
            "%-30s %-28s http://%s/api/v1/measurements?test_name=%s",
            generation.label(),
            measurement.testName(),
            installation.readers().authority(),
            measurement.testName());
      }
    }
  }

  private static void close(DemoInstallation installation) {
    try {
      installation.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void say(PrintWriter out, String format, Object... values) {
    out.println(format.formatted(values));
    out.flush();
  }
}
