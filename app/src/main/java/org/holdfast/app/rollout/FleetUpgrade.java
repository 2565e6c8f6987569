package org.holdfast.app.rollout;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  /// A canary measurement, a watch, connections that are slow to go: a node's own limits are less.
  private static final Duration UPGRADED_WITHIN = Duration.ofMinutes(15);

  private static final Duration ORDERED_WITHIN = Duration.ofSeconds(20);

  private static final int ATTEMPTS_MAX = 20;

  private final RolloutConfig config;
  private final RolloutStore store;
  private final String who;
  private final Clock clock;
  private final RandomGenerator random;
  private final Consumer<String> line;
  private final Pace pace;
  private final Map<String, NodeAdmin> admins = new LinkedHashMap<>();
  private final Map<String, NodeWatch> watches = new LinkedHashMap<>();
  private final Map<String, Vitals> before = new HashMap<>();

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
    config.nodes().forEach(node -> admins.put(node.node(), new NodeAdmin(node)));
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
          for (NodeAdmin admin : admins.values()) {
            checkWell(admin);
          }
          byte[] bytes = new byte[6];
          random.nextBytes(bytes);
          Rollout rollout =
              Rollout.begin(
                  "fleet-"
                      + clock.instant().getEpochSecond()
                      + "-"
                      + HexFormat.of().formatHex(bytes),
                  release,
                  List.copyOf(admins.keySet()));
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
      admin(step.node());
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

  private void checkWell(NodeAdmin admin) throws RolloutException, InterruptedException {
    try {
      Vitals now = admin.vitals();
      before.put(admin.name(), now);
      if (!now.unready().isEmpty()) {
        throw new RolloutException(
            "nothing was changed: %s waits for %s".formatted(admin.name(), now.unready()));
      }
    } catch (IOException e) {
      throw new RolloutException(
          "nothing was changed: %s cannot be asked: %s".formatted(admin.name(), e));
    }
  }

  private boolean forward(RolloutTurn turn) throws RolloutException, InterruptedException {
    int canaries = Math.ceilDiv(turn.rollout().steps().size() * config.canaryPercent(), 100);
    for (String node : turn.rollout().at(Stage.UPGRADED)) {
      watchFromNow(node);
    }
    // What a command that was killed had begun to watch.
    Optional<String> breach =
        watches.isEmpty() ? Optional.empty() : watch(turn, config.watch().dividedBy(3));
    for (int i = 0; i < turn.rollout().steps().size() && breach.isEmpty(); i++) {
      Rollout.Step step = turn.rollout().steps().get(i);
      if (step.stage() == Stage.WAITING || step.stage() == Stage.UPGRADING) {
        breach = upgrade(turn, step.node());
        if (breach.isEmpty() && i + 1 >= canaries && i + 1 < turn.rollout().steps().size()) {
          breach = watch(turn, i + 1 == canaries ? config.watch() : config.watch().dividedBy(3));
        }
      }
    }
    breach = breach.isPresent() ? breach : watch(turn, config.watch());
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
    NodeAdmin admin = admin(node);
    String job = turn.rollout().id();
    try {
      if (!before.containsKey(node)) {
        before.put(node, admin.vitals());
      }
      turn.keep(turn.rollout().with(node, Stage.UPGRADING));
      say("%s is upgraded", node);
      NodeAdmin.Job done =
          retold(admin, await(turn, admin, () -> admin.order(job, turn.rollout().release()), job));
      if (!done.isDone()) {
        return Optional.of(node + " was not upgraded: " + done.lastWords());
      }
    } catch (IOException e) {
      return Optional.of(node + " was not upgraded: " + e.getMessage());
    }
    turn.keep(turn.rollout().with(node, Stage.UPGRADED));
    watchFromNow(node);
    return lookAtAll(turn);
  }

  private void watchFromNow(String node) {
    watches.put(node, new NodeWatch(admin(node), before.getOrDefault(node, Vitals.UNKNOWN)));
  }

  private interface Order {
    NodeAdmin.Job give() throws IOException, InterruptedException;
  }

  /// Gives an order and waits until it is carried out; an answer may get lost on the way.
  private NodeAdmin.Job await(RolloutTurn turn, NodeAdmin admin, Order order, String job)
      throws IOException, RolloutException, InterruptedException {
    long start = System.nanoTime();
    Optional<NodeAdmin.Job> known = Optional.empty();
    long answeredAt = start;
    while (known.isEmpty() || known.get().runs()) {
      try {
        known = Optional.of(known.isEmpty() ? order.give() : admin.job(job));
        answeredAt = System.nanoTime();
      } catch (IOException e) {
        if (System.nanoTime() - answeredAt > ORDERED_WITHIN.toNanos()) {
          throw e;
        }
      }
      if (System.nanoTime() - start > UPGRADED_WITHIN.toNanos()) {
        throw new IOException("it takes longer than " + UPGRADED_WITHIN.toMinutes() + " minutes");
      }
      turn.renew();
      Thread.sleep(BETWEEN_LOOKS);
    }
    return known.get();
  }

  private NodeAdmin.Job retold(NodeAdmin admin, NodeAdmin.Job job) {
    job.lines().forEach(said -> line.accept("  " + admin.name() + ": " + said));
    return job;
  }

  private Optional<String> watch(RolloutTurn turn, Duration period)
      throws RolloutException, InterruptedException {
    say("watching %s for %d s", String.join(", ", watches.keySet()), period.toSeconds());
    long end = System.nanoTime() + period.toNanos();
    Optional<String> breach = lookAtAll(turn);
    while (breach.isEmpty() && System.nanoTime() - end < 0) {
      Thread.sleep(BETWEEN_LOOKS);
      breach = lookAtAll(turn);
    }
    return breach;
  }

  private Optional<String> lookAtAll(RolloutTurn turn)
      throws RolloutException, InterruptedException {
    for (NodeWatch watch : watches.values()) {
      turn.renew();
      Optional<String> breach = watch.look();
      if (breach.isPresent()) {
        return breach;
      }
    }
    return Optional.empty();
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
    NodeAdmin admin = admin(node);
    String job = turn.rollout().id();
    try {
      // It may still be under way, or have been taken back by the node itself.
      NodeAdmin.Job there = await(turn, admin, () -> admin.job(job), job);
      if (!there.isDone()) {
        say("%s runs what it ran before", node);
        return Optional.empty();
      }
      say("%s goes back", node);
      String backJob = backJob(admin, job);
      NodeAdmin.Job back =
          retold(admin, await(turn, admin, () -> admin.orderBack(backJob, job), backJob));
      return back.isDone() ? Optional.empty() : Optional.of(node + ": " + back.lastWords());
    } catch (IOException e) {
      return Optional.of(node + ": " + e.getMessage());
    }
  }

  /// A name under which a way back is not tried yet, or not over, or has succeeded.
  private static String backJob(NodeAdmin admin, String job)
      throws IOException, InterruptedException {
    for (int attempt = 1; attempt < ATTEMPTS_MAX; attempt++) {
      String name = job + ".back" + attempt;
      NodeAdmin.Job there = admin.job(name);
      if (there.isUnknown() || there.runs() || there.isDone()) {
        return name;
      }
    }
    throw new IOException("the way back failed " + ATTEMPTS_MAX + " times");
  }

  private NodeAdmin admin(String node) {
    NodeAdmin admin = admins.get(node);
    if (admin == null) {
      throw new IllegalArgumentException("no upgrade.fleet.nodes entry for " + node);
    }
    return admin;
  }

  private void say(String format, Object... values) {
    line.accept("fleet: " + format.formatted(values));
  }
}
