package org.holdfast.app.command;

import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.holdfast.app.config.ConfigException;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.app.config.RolloutConfig;
import org.holdfast.app.rollout.FleetUpgrade;
import org.holdfast.app.server.FleetStores;
import org.holdfast.bouncer.fleet.FleetUnavailableException;
import org.holdfast.bouncer.fleet.KnownNode;
import org.holdfast.bouncer.fleet.Wanted;
import org.holdfast.bouncer.fleet.sql.SqlFleetStore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `holdfast upgrade --fleet`: the same over all machines of `upgrade.fleet.nodes`.
final class FleetUpgradeOptions {
  @Option(
      names = "--fleet",
      description = {
        "Upgrades all nodes of upgrade.fleet.nodes, one after the other, canaries first; takes all",
        "of them back if one does not do its work."
      })
  private boolean isAsked;

  @Option(
      names = "--release",
      paramLabel = "DIR",
      description = "With --fleet: the release, a directory below upgrade.releases on each node.")
  private @Nullable String release;

  @Option(
      names = "--resume",
      description = "With --fleet: goes on with a roll-out whose command was killed.")
  private boolean resume;

  @Option(
      names = "--roll-back",
      description = "With --fleet: takes everybody back in such a roll-out.")
  private boolean rollBack;

  boolean isAsked() {
    return isAsked || release != null || resume || rollBack;
  }

  /// @return an [ExitCode]
  int run(ConfigOption config, PrintStream out, PrintStream err) throws InterruptedException {
    int asked = (release == null ? 0 : 1) + (resume ? 1 : 0) + (rollBack ? 1 : 0);
    if (!isAsked || asked != 1) {
      err.println("upgrade: --fleet goes with one of --release DIR, --resume and --roll-back");
      return ExitCode.USAGE;
    }
    try {
      HoldfastConfig loaded = config.load().config();
      RolloutConfig rollout = loaded.upgrade().fleet();
      if (rollout.nodes().isEmpty()) {
        err.println("upgrade: upgrade.fleet.nodes names nobody");
        return ExitCode.USAGE;
      }
      try (SqlFleetStore store = FleetStores.open(loaded)) {
        List<String> forgotten = forgotten(store, rollout);
        if (!forgotten.isEmpty()) {
          err.println(
              "upgrade: upgrade.fleet.nodes does not name "
                  + String.join(", ", forgotten)
                  + ", enrolled in the directory");
          return ExitCode.USAGE;
        }
        return run(rollout, store, out) ? ExitCode.OK : ExitCode.FAILED;
      }
    } catch (ConfigException e) {
      err.println(e.report());
      return ExitCode.USAGE;
    } catch (FleetUnavailableException e) {
      err.println("upgrade: " + e.getMessage());
      return ExitCode.FAILED;
    }
  }

  private boolean run(RolloutConfig rollout, SqlFleetStore store, PrintStream out)
      throws InterruptedException {
    FleetUpgrade upgrade =
        new FleetUpgrade(
            rollout,
            store,
            System.getProperty("user.name", "unknown"),
            Clock.systemUTC(),
            new SecureRandom(),
            line -> {
              out.println(line);
              out.flush();
            });
    return release != null
        ? upgrade.begin(release)
        : resume ? upgrade.resume() : upgrade.rollBack();
  }

  private static List<String> forgotten(SqlFleetStore store, RolloutConfig rollout) {
    List<String> named = rollout.nodes().stream().map(RolloutConfig.Node::node).toList();
    return store.read().nodes().stream()
        .filter(node -> node.wanted() != Wanted.RETIRED && node.publicKey().isPresent())
        .map(KnownNode::name)
        .map(Object::toString)
        .filter(name -> !named.contains(name))
        .toList();
  }
}
