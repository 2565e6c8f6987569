package org.holdfast.app.upgrade;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.holdfast.app.config.UpgradeConfig;
import org.holdfast.app.control.ControlClient;
import org.holdfast.app.control.ControlRefusedException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// The time in which a successor is looked at while it serves: with a part of new connections at
/// first, then with all of them.
final class Probation {
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(20);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  /// The shares of new connections that the successor gets before it gets all of them, each for a
  /// third of the watch period.
  private static final List<Integer> PERCENTS = List.of(5, 20, 50);

  private final ControlClient predecessor;
  private final Successor successor;
  private final Answers before;
  private final UpgradeConfig periods;
  private final Consumer<String> line;

  /// @param before what the predecessor had answered when the upgrade began
  /// @param line is given what is worth telling people
  Probation(
      ControlClient predecessor,
      Successor successor,
      Answers before,
      UpgradeConfig periods,
      Consumer<String> line) {
    this.predecessor = predecessor;
    this.successor = successor;
    this.before = before;
    this.periods = periods;
    this.line = line;
  }

  /// A part of new connections, as long as the watch period, where the predecessor can do that.
  void warmUp()
      throws IOException, ControlRefusedException, UpgradeFailedException, InterruptedException {
    Answers answers = successor.answers();
    for (int percent : PERCENTS) {
      try {
        predecessor.ask(
            "share", JsonNodeFactory.instance.objectNode().put("percent", percent), ANSWERS_WITHIN);
      } catch (ControlRefusedException e) {
        // An older release, perhaps; it can still leave all of them at once.
        line.accept("the successor does not get a part of new connections first: " + e.why());
        return;
      }
      long end = System.nanoTime() + periods.watch().toNanos() / PERCENTS.size();
      while (System.nanoTime() - end < 0) {
        Thread.sleep(BETWEEN_LOOKS);
        look(answers);
      }
    }
    line.accept(PERCENTS + " percent of new connections went to the successor and were answered");
  }

  /// All of them and the pipeline, for the watch period, and until it lacks nothing.
  void watch()
      throws IOException, ControlRefusedException, UpgradeFailedException, InterruptedException {
    Answers answers = successor.answers();
    long start = System.nanoTime();
    long end = start + periods.watch().toNanos();
    long ready = start + periods.readyWithin().toNanos();
    while (System.nanoTime() - end < 0 || !isWhole()) {
      Thread.sleep(BETWEEN_LOOKS);
      look(answers);
      if (System.nanoTime() - ready > 0) {
        throw new UpgradeFailedException(
            "the successor does not come to full work: it waits for "
                + (successor.hasPipeline()
                    ? String.join(", ", successor.waitsFor())
                    : "the pipeline"));
      }
    }
  }

  private boolean isWhole() {
    return successor.hasPipeline() && successor.waitsFor().isEmpty();
  }

  private void look(Answers start)
      throws IOException, ControlRefusedException, UpgradeFailedException {
    JsonNode status = alive(predecessor);
    successor.refresh();
    Optional<String> fault =
        successor.answers().since(start).fault(Answers.of(status).since(before));
    if (fault.isPresent()) {
      throw new UpgradeFailedException(fault.get());
    }
  }

  /// The predecessor started the successor, and so learns of its end.
  ///
  /// @return the predecessor's `status`
  static JsonNode alive(ControlClient predecessor)
      throws IOException, ControlRefusedException, UpgradeFailedException {
    JsonNode status = predecessor.ask("status", ANSWERS_WITHIN);
    JsonNode exit = status.path("successor_exit");
    if (exit.isNumber()) {
      throw new UpgradeFailedException("the successor ended with exit code " + exit.intValue());
    }
    return status;
  }
}
