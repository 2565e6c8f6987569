package org.holdfast.testkit.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// The crash test: which durable operations a server performs, and what becomes of its promises
/// when each of them goes wrong in each way.
public final class CrashTest {
  private static final int WORK_PER_EPISODE = 5;
  private static final int RECORDED_RESTARTS = 2;

  private final Subject subject;
  private final Path driver;
  private final Path directory;
  private final Options options;
  private final Consumer<String> say;
  private final Account account;
  private final AtomicInteger lives = new AtomicInteger();

  /// What to do, and how much of it.
  ///
  /// @param points so many of all; `Integer.MAX_VALUE` for the whole enumeration
  /// @param seed for the sample, the measurements, and what a power loss leaves
  /// @param processes servers at the same time
  /// @param patience how long a server may take for anything: to start, to go on, to show what was
  ///   promised
  /// @param classPath changed classes to put before the server's own
  public record Options(
      int points, long seed, int processes, Duration patience, List<Path> classPath) {
    public Options {
      classPath = List.copyOf(classPath);
    }
  }

  /// @param directory for everything; what led to trouble is left there
  /// @param say is told how it goes
  public static CrashTest in(Path directory, Subject subject, Options options, Consumer<String> say)
      throws IOException {
    Path driver = directory.resolve("woven-driver.jar");
    if (SqliteWeaving.isPossible()) {
      SqliteWeaving.write(driver);
    }
    return new CrashTest(subject, driver, directory, options, say);
  }

  private CrashTest(
      Subject subject, Path driver, Path directory, Options options, Consumer<String> say) {
    this.subject = subject;
    this.driver = driver;
    this.directory = directory;
    this.options = options;
    this.say = say;
    this.account = new Account(say);
  }

  /// Records, plans and lives through all of it.
  ///
  /// @throws IOException if the server cannot even be recorded
  public CrashReport run() throws IOException, InterruptedException {
    List<Point> all = enumerate();
    List<Point> chosen = Points.sample(all, options.points(), options.seed());
    say.accept("%d points are there, %d are tried.".formatted(all.size(), chosen.size()));
    return live(all.size(), chosen);
  }

  /// Tries these points.
  public CrashReport live(int available, List<Point> chosen)
      throws IOException, InterruptedException {
    Points points = new Points(chosen);
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
    return account.report(available, points.unreached().size(), lives.get());
  }

  /// Deletes the directory with all that is left in it.
  public void clear() throws IOException {
    Trees.delete(directory);
  }

  private void episode(Points points, int number) throws IOException {
    String name = "episode-" + number;
    boolean troubled;
    long started = System.nanoTime();
    try (Episode episode = new Episode(stage(name), account, options.seed() + number)) {
      Optional<Point> first = points.next(Phase.FIRST_START);
      if (first.isPresent() && !episode.startStruck(first.get())) {
        points.missed(first.get());
      }
      for (int i = 0; i < WORK_PER_EPISODE && !points.isEmpty() && !episode.isInTrouble(); i++) {
        if (points.count(Phase.RESTART) > 0 && i > 0) {
          Optional<Point> restart = points.next(Phase.RESTART);
          if (restart.isPresent() && !episode.startStruck(restart.get())) {
            points.missed(restart.get());
          }
        }
        Optional<Point> work = points.next(Phase.WORK);
        if (!episode.workStruck(work) && work.isPresent()) {
          points.missed(work.get());
        }
      }
      if (!episode.isInTrouble()) {
        episode.conclude();
      }
      troubled = episode.isInTrouble();
      lives.addAndGet(episode.lives());
    }
    if (!troubled) {
      Trees.delete(directory.resolve(name));
    }
    say.accept(
        "%s: %.1f s, %d points so far, %d troubles"
            .formatted(
                name,
                Duration.ofNanos(System.nanoTime() - started).toMillis() / 1000.0,
                account.points(),
                account.troubles()));
  }

  /// Every point of the three phases, from recorded lives.
  private List<Point> enumerate() throws IOException {
    Set<Point> points = new LinkedHashSet<>();
    String name = "recording";
    try (Episode episode = new Episode(stage(name), account, options.seed())) {
      record(points, Phase.FIRST_START, episode.recordStart());
      record(points, Phase.WORK, episode.recordWork(false));
      for (int i = 0; i < RECORDED_RESTARTS; i++) {
        record(points, Phase.WORK, episode.recordWork(true));
        record(points, Phase.RESTART, episode.recordStart());
      }
      episode.conclude();
      lives.addAndGet(episode.lives());
    }
    Trees.delete(directory.resolve(name));
    return List.copyOf(points);
  }

  private void record(Set<Point> points, Phase phase, Trace trace) {
    points.addAll(Points.all(phase, trace));
    say.accept(
        "%s: %d durable operations at %d sites"
            .formatted(phase, trace.operations(), trace.counts().size()));
  }

  private Stage stage(String name) throws IOException {
    List<Path> classPath = new ArrayList<>(options.classPath());
    if (SqliteWeaving.isPossible()) {
      classPath.add(driver);
    }
    return Stage.create(subject, directory.resolve(name), options.patience(), classPath);
  }
}
