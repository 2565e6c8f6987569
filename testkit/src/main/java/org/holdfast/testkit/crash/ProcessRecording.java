package org.holdfast.testkit.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Has servers live undisturbed as processes of their own and records what they do. For a server
/// that keeps some of what it keeps elsewhere than on its disk, where what [Templates] records
/// could not be begun with again.
final class ProcessRecording {
  /// The order and number of operations differ from process to process; the first ones of each kind
  /// are found again.
  private static final int ORDINAL_MAX = 3;

  private ProcessRecording() {}

  /// @return every operation of the recorded lives that is likely to be found again, with every
  ///   fault
  static List<Point> points(
      Subject subject,
      Path directory,
      CrashTest.Options options,
      List<Path> classPath,
      Verdicts verdicts)
      throws IOException {
    ProcessStage stage = ProcessStage.create(subject, directory, options.patience(), classPath);
    Set<Point> points = new LinkedHashSet<>();
    try (Episode episode = new Episode(stage, verdicts, options.seed())) {
      note(points, Phase.FIRST_START, episode.recordStart(), verdicts);
      note(points, Phase.WORK, episode.recordWork(false), verdicts);
      Trace unused = episode.recordWork(true);
      note(points, Phase.RESTART, episode.recordStart(), verdicts);
      verdicts.lived(episode.lives());
    }
    return new ArrayList<>(points);
  }

  private static void note(Set<Point> points, Phase phase, Trace trace, Verdicts verdicts) {
    Points.all(phase, trace).stream()
        .filter(point -> point.ordinal() <= ORDINAL_MAX)
        .forEach(points::add);
    verdicts.say(
        "%s: %d durable operations at %d sites"
            .formatted(phase, trace.operations(), trace.counts().size()));
  }
}
