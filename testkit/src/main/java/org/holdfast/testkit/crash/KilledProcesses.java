package org.holdfast.testkit.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Tries points on processes that are ended by SIGKILL: what the simulation in one JVM is measured
/// against.
final class KilledProcesses {
  private static final int WORK_PER_EPISODE = 5;

  private final Subject subject;
  private final Path directory;
  private final CrashTest.Options options;
  private final List<Path> classPath;
  private final Account account;

  KilledProcesses(
      Subject subject,
      Path directory,
      CrashTest.Options options,
      List<Path> classPath,
      Account account) {
    this.subject = subject;
    this.directory = directory;
    this.options = options;
    this.classPath = classPath;
    this.account = account;
  }

  void live(List<Point> chosen) throws IOException, InterruptedException {
    live(chosen, Substitutes.none());
  }

  /// @param substitutes for points that are not there
  void live(List<Point> chosen, Substitutes substitutes) throws IOException, InterruptedException {
    Points points = new Points(chosen, substitutes);
    AtomicInteger episodes = new AtomicInteger();
    try (var workers = Executors.newFixedThreadPool(options.processes())) {
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < options.processes(); i++) {
        ends.add(
            workers.submit(
                () -> {
                  while (!points.isEmpty()) {
                    episode(points, episodes.incrementAndGet());
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
    points.absent().forEach(account::absent);
    points.unreached().forEach(point -> account.unreached(point, "no process came past it"));
  }

  private void episode(Points points, int number) throws IOException {
    String name = "episode-" + number;
    long started = System.nanoTime();
    try (Episode episode = new Episode(stage(name), account, options.seed() + number)) {
      if (isWithoutTrouble(episode, points, name)) {
        Trees.delete(directory.resolve(name));
      }
      account.lived(episode.lives());
    }
    account.say(
        "%s with real processes: %.1f s"
            .formatted(name, Duration.ofNanos(System.nanoTime() - started).toMillis() / 1000.0));
  }

  /// What ends with an exception is trouble: a point that was taken would be passed over.
  private boolean isWithoutTrouble(Episode episode, Points points, String name) {
    try {
      live(episode, points);
      return !episode.isInTrouble();
    } catch (IOException | RuntimeException e) {
      account.startFailed("in " + name + " with real processes: " + e);
      return false;
    }
  }

  private void live(Episode episode, Points points) throws IOException {
    Optional<Point> first = points.next(Phase.FIRST_START);
    if (first.isPresent()) {
      tried(points, first.get(), episode.startStruck(first.get()));
    }
    for (int i = 0; i < WORK_PER_EPISODE && !points.isEmpty() && !episode.isInTrouble(); i++) {
      Optional<Point> restart = points.next(Phase.RESTART);
      if (restart.isPresent()) {
        episode.leaveWork();
        tried(points, restart.get(), episode.startStruck(restart.get()));
      }
      Optional<Point> work = points.next(Phase.WORK);
      if (work.isPresent() && !episode.isInTrouble()) {
        tried(points, work.get(), episode.workStruck(work));
      }
    }
    if (!episode.isInTrouble()) {
      episode.workAndConclude();
    }
  }

  private void tried(Points points, Point point, Reach reach) {
    points.tried(point, reach).ifPresent(other -> account.replaced(point, other));
    if (reach == Reach.STRUCK) {
      account.struckProcess(point);
    }
  }

  private ProcessStage stage(String name) throws IOException {
    return ProcessStage.create(subject, directory.resolve(name), options.patience(), classPath);
  }
}
