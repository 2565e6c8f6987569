package org.holdfast.app.upgradetest;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.holdfast.app.build.BuildInfo;
import org.holdfast.app.config.ConfigException;
import org.holdfast.app.server.UnusableKeyException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `holdfast upgradetest`: upgrades a server again and again under load; the last line says what
/// clients noticed, and it ends with 0 only if that is nothing.
@Command(
    name = "upgradetest",
    description = {
      "Upgrades a server in a temporary directory again and again under load, and plants broken",
      "releases; ends with 0 only if no client noticed."
    },
    mixinStandardHelpOptions = true)
public final class UpgradeTestCommand implements Callable<Integer> {
  @Option(
      names = "--times",
      paramLabel = "N",
      description = "How many upgrades (default ${DEFAULT-VALUE}).")
  private int times = 3;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description = "How many requests begin per second (default ${DEFAULT-VALUE}).")
  private int rate = 100;

  @Option(
      names = "--roll-backs",
      paramLabel = "M",
      description = "How many broken releases besides (default ${DEFAULT-VALUE}).")
  private int rollBacks = 3;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Of the measurements that are sent (default ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--with",
      paramLabel = "DIR",
      description = {
        "Another release, a directory with 'holdfast' in it, that takes turns with this build:",
        "every first upgrade leads to it, every second one back to this build."
      })
  private @Nullable Path other;

  @Option(
      names = "--haproxy",
      paramLabel = "FILE",
      description = "The HAProxy to go through as well; default the one of Debian's package.")
  private @Nullable Path haproxy;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields before call()
  public UpgradeTestCommand() {}

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    if (times < 0 || rollBacks < 0 || rate < 1 || rate > 100_000) {
      out.println("upgradetest: --times and --roll-backs take 0 or more, --rate 1 to 100000");
      return 2;
    }
    if (other != null && !Files.isExecutable(other.resolve("holdfast"))) {
      out.println("upgradetest: " + other + " has no 'holdfast' that can be run");
      return 2;
    }
    Optional<Path> proxy = Optional.ofNullable(haproxy).or(HaProxy::installed);
    if (proxy.isEmpty()) {
      out.println("upgradetest: there is no HAProxy; install the Debian package haproxy");
      return 2;
    }
    Path directory = Files.createTempDirectory("holdfast-upgradetest");
    try {
      return run(out, directory, proxy.get()) ? 0 : 1;
    } finally {
      TestDirectories.delete(directory);
    }
  }

  private boolean run(PrintWriter out, Path directory, Path proxy)
      throws IOException,
          GeneralSecurityException,
          InterruptedException,
          ConfigException,
          UnusableKeyException {
    Tally tally = new Tally();
    Measurements measurements = new Measurements(seed);
    try (TestedServer server = TestedServer.start(directory);
        HaProxy before = HaProxy.start(proxy, directory, server.open())) {
      List<Lane> lanes = lanes(server, before);
      Progress progress = new Progress(out, tally, server);
      out.printf(
          "%s, %d processors, seed %d: %d requests a second over %s%n",
          BuildInfo.load().label(),
          Runtime.getRuntime().availableProcessors(),
          seed,
          rate,
          lanes.stream().map(Lane::name).toList());
      try (LongRunning _ =
              LongRunning.start(
                  measurements, tally, server.open(), server.secure(), before.target());
          OpenLoad load = OpenLoad.start(lanes, new Submissions(measurements), tally, rate)) {
        load.awaitFullRate();
        progress.tell("the load has its full rate");
        replaceAgainAndAgain(server, progress);
      }
      lanes.forEach(Lane::close);
      server.awaitRenewed();
      progress.tell("the load has ended; reading back");
      ReadBack read = ReadBack.of(tally, server.open(), server.admin());
      boolean nobodyNoticed =
          progress.upgraded() == times
              && progress.rolledBack() == rollBacks
              && tally.non2xx() + tally.resets() + read.lost() + read.duplicated() == 0;
      if (!nobodyNoticed) {
        server.output().lines().filter(l -> !l.contains("message=setting")).forEach(out::println);
      }
      out.printf(
          "upgrades=%d requests=%d non2xx=%d resets=%d lost=%d duplicated=%d rolled-back=%d%n",
          progress.upgraded(),
          tally.requests(),
          tally.non2xx(),
          tally.resets(),
          read.lost(),
          read.duplicated(),
          progress.rolledBack());
      out.flush();
      return nobodyNoticed;
    }
  }

  private void replaceAgainAndAgain(TestedServer server, Progress progress)
      throws IOException, ConfigException, UnusableKeyException, InterruptedException {
    for (int i = 0; i < Math.max(times, rollBacks); i++) {
      if (i < times) {
        boolean upgraded = server.upgrade(to(i, server), progress::say);
        progress.upgrade(upgraded);
      }
      if (i < rollBacks) {
        BrokenRelease release = BrokenRelease.values()[i % BrokenRelease.values().length];
        progress.say("planted: a release that is " + release);
        progress.rollBack(server.rollBack(release, progress::say));
      }
    }
  }

  private Optional<Path> to(int time, TestedServer server) throws IOException {
    if (other == null) {
      return Optional.empty();
    }
    return Optional.of(time % 2 == 0 ? other : server.thisBuild());
  }

  private static List<Lane> lanes(TestedServer server, HaProxy proxy)
      throws GeneralSecurityException, IOException {
    List<Lane> lanes = new ArrayList<>();
    lanes.add(new WireLane("keep-alive", server.open(), true));
    lanes.add(new WireLane("a connection each", server.open(), false));
    lanes.add(new WireLane("TLS, keep-alive", server.secure(), true));
    lanes.add(new WireLane("TLS, a connection each", server.secure(), false));
    lanes.add(new Http2Lane(server.secure(), server.trust()));
    lanes.add(new WireLane("HAProxy, keep-alive", proxy.target(), true));
    lanes.add(new WireLane("HAProxy, a connection each", proxy.target(), false));
    return lanes;
  }
}
