package org.holdfast.app.rollout;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// Has nodes upgrade themselves and go back, and waits until they have. An order has a name and may
/// be repeated: a node carries it out once.
final class NodeOrders {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  /// A canary measurement, a watch, connections that are slow to go: a node's own limits are less.
  private static final Duration UPGRADED_WITHIN = Duration.ofMinutes(15);

  private static final Duration ORDERED_WITHIN = Duration.ofSeconds(20);
  private static final int ATTEMPTS_MAX = 20;

  private final Admins admins;
  private final Consumer<String> line;

  /// @param line is given what the nodes say
  NodeOrders(Admins admins, Consumer<String> line) {
    this.admins = admins;
    this.line = line;
  }

  /// Upgrades a node to the release of a roll-out.
  ///
  /// @throws IOException if it cannot be told to, or does not come to an end
  NodeAdmin.Job upgrade(RolloutTurn turn, String node)
      throws IOException, RolloutException, InterruptedException {
    NodeAdmin admin = admins.of(node);
    String job = turn.rollout().id();
    return retold(admin, await(turn, admin, () -> admin.order(job, turn.rollout().release()), job));
  }

  /// Whether the roll-out's release is there: its upgrade may still be under way, which is awaited,
  /// or have been taken back by the node itself.
  boolean hasUpgraded(RolloutTurn turn, String node)
      throws IOException, RolloutException, InterruptedException {
    NodeAdmin admin = admins.of(node);
    String job = turn.rollout().id();
    return await(turn, admin, () -> admin.job(job), job).isDone();
  }

  /// Takes a node back to what it ran before the roll-out.
  NodeAdmin.Job back(RolloutTurn turn, String node)
      throws IOException, RolloutException, InterruptedException {
    NodeAdmin admin = admins.of(node);
    String job = turn.rollout().id();
    String backJob = backJob(admin, job);
    return retold(admin, await(turn, admin, () -> admin.orderBack(backJob, job), backJob));
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
}
