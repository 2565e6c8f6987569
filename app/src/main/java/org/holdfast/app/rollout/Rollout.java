package org.holdfast.app.rollout;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.holdfast.model.json.BoundedJson;
import org.holdfast.model.json.UnreadableJsonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// How far one roll-out has come. Kept as `{"v":1,"id","release","phase","why","steps":[{"node",
/// "stage"}]}`.
///
/// @param id its name, also in the names of the nodes' upgrades
/// @param release the directory on the nodes
/// @param why what it was broken off for; empty if nothing
record Rollout(String id, String release, Phase phase, String why, List<Step> steps) {

  enum Phase {
    FORWARD,
    BACK,
    DONE,
    ROLLED_BACK,
    /// Some nodes could not be taken back.
    STUCK;

    /// Whether somebody has to see to it before there can be another one.
    boolean isOpen() {
      return this == FORWARD || this == BACK || this == STUCK;
    }
  }

  enum Stage {
    WAITING,
    /// Ordered, perhaps: the order is noted first.
    UPGRADING,
    UPGRADED,
    BACK,
    STUCK
  }

  record Step(String node, Stage stage) {}

  Rollout {
    steps = List.copyOf(steps);
  }

  static Rollout begin(String id, String release, List<String> nodes) {
    return new Rollout(
        id,
        release,
        Phase.FORWARD,
        "",
        nodes.stream().map(node -> new Step(node, Stage.WAITING)).toList());
  }

  Rollout with(Phase next, String reason) {
    return new Rollout(id, release, next, reason, steps);
  }

  Rollout with(String node, Stage stage) {
    return with(step -> step.node.equals(node) ? new Step(node, stage) : step);
  }

  private Rollout with(UnaryOperator<Step> change) {
    return new Rollout(id, release, phase, why, steps.stream().map(change).toList());
  }

  /// The nodes at one stage, in the order of the roll-out.
  List<String> at(Stage stage) {
    return steps.stream().filter(step -> step.stage == stage).map(Step::node).toList();
  }

  String text() {
    ObjectNode text = JsonNodeFactory.instance.objectNode();
    text.put("v", 1).put("id", id).put("release", release);
    text.put("phase", phase.name()).put("why", why);
    ArrayNode list = text.putArray("steps");
    steps.forEach(s -> list.addObject().put("node", s.node).put("stage", s.stage.name()));
    return text.toString();
  }

  /// Empty if it is the text of none, or of another version.
  static Optional<Rollout> parse(String text) {
    try {
      JsonNode read = BoundedJson.readTree(text.getBytes(UTF_8));
      return read.path("v").asInt(0) != 1
          ? Optional.empty()
          : Optional.of(
              new Rollout(
                  read.path("id").stringValue(""),
                  read.path("release").stringValue(""),
                  Phase.valueOf(read.path("phase").stringValue("")),
                  read.path("why").stringValue(""),
                  read.path("steps").valueStream().map(Rollout::step).toList()));
    } catch (UnreadableJsonException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Step step(JsonNode step) {
    return new Step(
        step.path("node").stringValue(""), Stage.valueOf(step.path("stage").stringValue("")));
  }
}
