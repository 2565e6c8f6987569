package org.holdfast.testkit.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.testkit.history.History;

/// What trials begin with, so that each of them meets the same work: a data directory in which
/// nothing is yet, one with work done, and one in which all that probes handed in is left to do.
///
/// @param points every operation of the recorded lives with every fault
record Templates(Template empty, Template worked, Template leftToDo, List<Point> points) {
  Templates {
    points = List.copyOf(points);
  }

  /// A data directory with what was promised in it.
  ///
  /// @param data empty where there is none yet
  /// @param lives how many servers it has seen
  record Template(Optional<Path> data, int lives, History history) {}

  /// Has servers live undisturbed and records what they do.
  ///
  /// @param directory must not exist
  static Templates record(
      Subject subject, Path directory, CrashTest.Options options, Verdicts verdicts)
      throws IOException {
    return record(
        subject, directory, options, verdicts, EnumSet.allOf(Phase.class), new LinkedHashSet<>());
  }

  /// Only what these points need.
  static Templates of(
      List<Point> points,
      Subject subject,
      Path directory,
      CrashTest.Options options,
      Verdicts verdicts)
      throws IOException {
    Set<Phase> phases = EnumSet.noneOf(Phase.class);
    points.forEach(point -> phases.add(point.phase()));
    phases.remove(Phase.FIRST_START);
    return record(subject, directory, options, verdicts, phases, new LinkedHashSet<>());
  }

  private static Templates record(
      Subject subject,
      Path directory,
      CrashTest.Options options,
      Verdicts verdicts,
      Set<Phase> phases,
      Set<Point> points)
      throws IOException {
    ResidentStage stage =
        ResidentStage.create(subject, directory, options.patience(), Optional.empty());
    Template empty = new Template(Optional.empty(), 0, History.inMemory());
    Template worked = empty;
    Template leftToDo = empty;
    try (stage;
        Episode episode = new Episode(stage, verdicts, options.seed())) {
      if (phases.contains(Phase.FIRST_START)) {
        note(points, Phase.FIRST_START, episode.recordStart(), verdicts);
      }
      if (!phases.isEmpty()) {
        note(new LinkedHashSet<>(), Phase.WORK, episode.recordWork(false), verdicts);
        worked = take(stage, episode, directory.resolve("worked"));
      }
      if (phases.contains(Phase.FIRST_START)) {
        note(points, Phase.WORK, episode.recordWork(false), verdicts);
      }
      if (phases.contains(Phase.RESTART)) {
        Trace unused = episode.recordWork(true);
        leftToDo = take(stage, episode, directory.resolve("left-to-do"));
        note(points, Phase.RESTART, episode.recordStart(), verdicts);
      }
      verdicts.lived(episode.lives());
    }
    return new Templates(empty, worked, leftToDo, new ArrayList<>(points));
  }

  Template of(Phase phase) {
    return switch (phase) {
      case FIRST_START -> empty;
      case WORK -> worked;
      case RESTART -> leftToDo;
    };
  }

  private static Template take(ResidentStage stage, Episode episode, Path to) throws IOException {
    Trees.copy(stage.left(), to);
    return new Template(Optional.of(to), episode.lives(), History.continuing(episode.history()));
  }

  private static void note(Set<Point> points, Phase phase, Trace trace, Verdicts verdicts) {
    points.addAll(Points.all(phase, trace));
    verdicts.say(
        "%s: %d durable operations at %d sites"
            .formatted(phase, trace.operations(), trace.counts().size()));
  }
}
