package org.holdfast.app.rollout;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.holdfast.app.config.RolloutConfig;
import org.holdfast.app.rollout.Rollout.Phase;
import org.holdfast.app.rollout.Rollout.Stage;
import org.holdfast.bouncer.fleet.RolloutStore;

/// One roll-out of a release over the fleet. Each node upgrades itself when it is told to over its
/// admin listener; this goes from node to node, the canaries first, and watches all that have been
/// upgraded (see [NodeWatch]). If one does not do its work, or cannot be upgraded, every node that
/// was upgraded goes back to the build it ran before.
///
/// Each step is kept in the directory's database before it is taken, and an order may be repeated,
/// so that another command can go on where one was killed. One command at a time moves it, see
/// [RolloutTurn].
public final class FleetUpgrade {
  private final RolloutConfig config;
  private final RolloutStore store;
  private final String who;
  private final Clock clock;
  private final RandomGenerator random;
  private final Consumer<String> line;
  private final Pace pace;
  private final Admins admins;
  private final NodeOrders orders;
  private final FleetWatch watch;

  /// @param who stands in the history
  /// @param line is given a line for people at each step
  public FleetUpgrade(
      RolloutConfig config,
      RolloutStore store,
      String who,
      Clock clock,
      RandomGenerator random,
      Consumer<String> line) {
    this(config, store, who, clock, random, line, Pace.REAL);
  }

  FleetUpgrade(
      RolloutConfig config,
      RolloutStore store,
      String who,
      Clock clock,
      RandomGenerator random,
      Consumer<String> line,
      Pace pace) {
    this.config = config;
    this.store = store;
    this.who = who;
    this.clock = clock;
    this.random = random;
    this.line = line;
    this.pace = pace;
    this.admins = new Admins(config.nodes());
    this.orders = new NodeOrders(admins, line);
    this.watch = new FleetWatch(admins, said -> line.accept("fleet: " + said));
  }

  /// Rolls a release out.
  ///
  /// @param release a directory on each node
  /// @return whether all nodes run it now
  public boolean begin(String release) throws InterruptedException {
    return told(
        () -> {
          RolloutStore.Kept kept = store.rollout();
          Optional<Rollout> last = Rollout.parse(kept.state());
          if (last.filter(rollout -> rollout.phase().isOpen()).isPresent()) {
            RolloutTurn.awaitAbandoned(store, kept, pace);
            throw new RolloutException(
                "a roll-out of %s was left unfinished; go on with --resume or --roll-back"
                    .formatted(last.get().release()));
          }
          watch.checkAllAreWell();
          byte[] bytes = new byte[6];
          random.nextBytes(bytes);
          Rollout rollout =
              Rollout.begin(
                  "fleet-"
                      + clock.instant().getEpochSecond()
                      + "-"
                      + HexFormat.of().formatHex(bytes),
                  release,
                  admins.names());
          return forward(RolloutTurn.take(store, kept, rollout, who, clock, pace));
        });
  }

  /// Goes on with a roll-out whose command has ended in the middle.
  public boolean resume() throws InterruptedException {
    return told(
        () -> {
          RolloutTurn turn = takeOver();
          return turn.rollout().phase() == Phase.FORWARD ? forward(turn) : back(turn);
        });
  }

  /// Takes every node back in a roll-out whose command has ended in the middle.
  ///
  /// @return whether all of them are back
  public boolean rollBack() throws InterruptedException {
    return told(
        () -> {
          RolloutTurn turn = takeOver();
          breakOff(turn, "taken back by an operator");
          return turn.rollout().phase() == Phase.ROLLED_BACK;
        });
  }

  private RolloutTurn takeOver() throws RolloutException, InterruptedException {
    RolloutStore.Kept kept = store.rollout();
    Rollout last =
        Rollout.parse(kept.state())
            .filter(rollout -> rollout.phase().isOpen())
            .orElseThrow(() -> new RolloutException("there is no unfinished roll-out"));
    for (Rollout.Step step : last.steps()) {
      admins.checkKnown(step.node());
    }
    RolloutTurn.awaitAbandoned(store, kept, pace);
    say("going on with the roll-out of %s", last.release());
    return RolloutTurn.take(store, kept, last, who, clock, pace);
  }

  private interface Work {
    boolean run() throws RolloutException, InterruptedException;
  }

  private boolean told(Work work) throws InterruptedException {
    try {
      return work.run();
    } catch (RolloutException e) {
      say("%s", e.why());
      return false;
    }
  }

  private boolean forward(RolloutTurn turn) throws RolloutException, InterruptedException {
    int canaries = Math.ceilDiv(turn.rollout().steps().size() * config.canaryPercent(), 100);
    for (String node : turn.rollout().at(Stage.UPGRADED)) {
      watch.begin(node);
    }
    // What a command that was killed had begun to watch.
    Optional<String> breach =
        watch.isEmpty() ? Optional.empty() : watch.during(turn, config.watch().dividedBy(3));
    for (int i = 0; i < turn.rollout().steps().size() && breach.isEmpty(); i++) {
      Rollout.Step step = turn.rollout().steps().get(i);
      if (step.stage() == Stage.WAITING || step.stage() == Stage.UPGRADING) {
        breach = upgrade(turn, step.node());
        if (breach.isEmpty() && i + 1 >= canaries && i + 1 < turn.rollout().steps().size()) {
          breach =
              watch.during(turn, i + 1 == canaries ? config.watch() : config.watch().dividedBy(3));
        }
      }
    }
    breach = breach.isPresent() ? breach : watch.during(turn, config.watch());
    if (breach.isPresent()) {
      breakOff(turn, breach.get());
      return false;
    }
    turn.keep(turn.rollout().with(Phase.DONE, ""));
    say("done; %d nodes run %s", turn.rollout().steps().size(), turn.rollout().release());
    return true;
  }

  /// @return why it is not to go on
  private Optional<String> upgrade(RolloutTurn turn, String node)
      throws RolloutException, InterruptedException {
    try {
      watch.noteBefore(node);
      turn.keep(turn.rollout().with(node, Stage.UPGRADING));
      say("%s is upgraded", node);
      NodeAdmin.Job done = orders.upgrade(turn, node);
      if (!done.isDone()) {
        return Optional.of(node + " was not upgraded: " + done.lastWords());
      }
    } catch (IOException e) {
      return Optional.of(node + " was not upgraded: " + e.getMessage());
    }
    turn.keep(turn.rollout().with(node, Stage.UPGRADED));
    watch.begin(node);
    return watch.look(turn);
  }

  private void breakOff(RolloutTurn turn, String why)
      throws RolloutException, InterruptedException {
    say("rolling back: %s", why);
    turn.keep(turn.rollout().with(Phase.BACK, why));
    boolean unused = back(turn);
  }

  /// Takes everybody back, the last first; whoever cannot be is told, and keeps nobody else.
  ///
  /// @return false: the release is not where it was to be
  private boolean back(RolloutTurn turn) throws RolloutException, InterruptedException {
    List<String> stuck = new ArrayList<>();
    for (Rollout.Step step : turn.rollout().steps().reversed()) {
      if (step.stage() != Stage.WAITING && step.stage() != Stage.BACK) {
        Optional<String> trouble = takeBack(turn, step.node());
        trouble.ifPresent(stuck::add);
        turn.keep(turn.rollout().with(step.node(), trouble.isEmpty() ? Stage.BACK : Stage.STUCK));
      }
    }
    String why = turn.rollout().why();
    turn.keep(turn.rollout().with(stuck.isEmpty() ? Phase.ROLLED_BACK : Phase.STUCK, why));
    stuck.forEach(trouble -> say("not rolled back: %s", trouble));
    say(
        stuck.isEmpty()
            ? "rolled back: all nodes run what they ran before (%s)"
            : "some nodes need a hand; then: upgrade --fleet --roll-back (%s)",
        why);
    return false;
  }

  private Optional<String> takeBack(RolloutTurn turn, String node)
      throws RolloutException, InterruptedException {
    try {
      if (!orders.hasUpgraded(turn, node)) {
        say("%s runs what it ran before", node);
        return Optional.empty();
      }
      say("%s goes back", node);
      NodeAdmin.Job back = orders.back(turn, node);
      return back.isDone() ? Optional.empty() : Optional.of(node + ": " + back.lastWords());
    } catch (IOException e) {
      return Optional.of(node + ": " + e.getMessage());
    }
  }

  private void say(String format, Object... values) {
    line.accept("fleet: " + format.formatted(values));
  }
}
