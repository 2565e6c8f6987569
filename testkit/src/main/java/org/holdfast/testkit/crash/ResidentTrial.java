package org.holdfast.testkit.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.holdfast.testkit.history.History;

/// A trial in this JVM, from the same beginning as all of its phase.
final class ResidentTrial implements Trial {
  private final Point point;
  private final ResidentStage stage;
  private final Episode episode;
  private final Verdicts verdicts;

  private ResidentTrial(Point point, ResidentStage stage, Episode episode, Verdicts verdicts) {
    this.point = point;
    this.stage = stage;
    this.episode = episode;
    this.verdicts = verdicts;
  }

  /// @param place must not exist
  static ResidentTrial begin(
      Point point,
      Subject subject,
      Path place,
      CrashTest.Options options,
      Verdicts verdicts,
      Templates templates)
      throws IOException {
    Templates.Template begin = templates.of(point.phase());
    ResidentStage stage = ResidentStage.create(subject, place, options.patience(), begin.data());
    History history = History.continuing(begin.history());
    Episode episode = new Episode(stage, verdicts, options.seed(), begin.lives(), history);
    return new ResidentTrial(point, stage, episode, verdicts);
  }

  @Override
  public Reach strike() throws IOException {
    return point.phase() == Phase.WORK
        ? episode.workStruck(Optional.of(point))
        : episode.startStruck(point);
  }

  @Override
  public boolean isStruck() {
    return episode.isStruck();
  }

  @Override
  public void answer() throws IOException {
    if (point.phase() == Phase.FIRST_START) {
      episode.workAndConclude();
    } else {
      episode.conclude();
    }
  }

  @Override
  public void clear() throws IOException, InterruptedException {
    if (!episode.isInTrouble()) {
      stage.delete();
    }
  }

  @Override
  public void close() throws IOException {
    try (stage;
        episode) {
      verdicts.lived(episode.lives());
    }
  }
}
