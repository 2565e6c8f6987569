package org.holdfast.testkit.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.testkit.history.History;

/// Tries points one by one in this JVM: from the same beginning each, one server that is struck and
/// one that has to answer for it.
final class Trials {
  /// Threads do not run in the same order each time: a point that was not there is looked for
  /// again.
  private static final int TRIES = 3;

  private final Subject subject;
  private final Path directory;
  private final CrashTest.Options options;
  private final Verdicts verdicts;
  private final Templates templates;
  private final AtomicInteger numbers = new AtomicInteger();

  Trials(
      Subject subject,
      Path directory,
      CrashTest.Options options,
      Verdicts verdicts,
      Templates templates) {
    this.subject = subject;
    this.directory = directory;
    this.options = options;
    this.verdicts = verdicts;
    this.templates = templates;
  }

  void tryAll(List<Point> points) throws IOException, InterruptedException {
    Queue<Point> left = new ConcurrentLinkedQueue<>(points);
    try (var workers = Executors.newFixedThreadPool(options.processes())) {
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < options.processes(); i++) {
        ends.add(
            workers.submit(
                () -> {
                  for (Point point = left.poll(); point != null; point = left.poll()) {
                    tryOne(point);
                  }
                  return 0;
                }));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("the crash test itself failed", e.getCause());
    }
  }

  private void tryOne(Point point) throws InterruptedException {
    Reach reach = Reach.ABSENT;
    String why = "the server did not do all its work, nor was it struck";
    for (int i = 0; i < TRIES && reach != Reach.STRUCK; i++) {
      try {
        reach = attempt(point);
      } catch (IOException | RuntimeException e) {
        reach = Reach.UNREACHED;
        why = e.toString();
      }
    }
    switch (reach) {
      case STRUCK -> {}
      case ABSENT -> verdicts.absent(point);
      case UNREACHED -> verdicts.unreached(point, why);
    }
  }

  private Reach attempt(Point point) throws IOException, InterruptedException {
    Templates.Template begin = templates.of(point.phase());
    Path place = directory.resolve("trial-" + numbers.incrementAndGet());
    ResidentStage stage = ResidentStage.create(subject, place, options.patience(), begin.data());
    History history = History.continuing(begin.history());
    try (stage;
        Episode episode = new Episode(stage, verdicts, options.seed(), begin.lives(), history)) {
      Reach reach =
          point.phase() == Phase.WORK
              ? episode.workStruck(Optional.of(point))
              : episode.startStruck(point);
      if (reach == Reach.STRUCK) {
        if (point.phase() == Phase.FIRST_START) {
          episode.workAndConclude();
        } else {
          episode.conclude();
        }
      }
      verdicts.lived(episode.lives());
      if (!episode.isInTrouble()) {
        stage.delete();
      }
      return reach;
    }
  }
}
