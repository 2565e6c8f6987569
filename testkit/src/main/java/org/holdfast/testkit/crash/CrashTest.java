package org.holdfast.testkit.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The crash test: which durable operations a server performs, and what becomes of its promises
/// when each of them goes wrong in each way.
///
/// Most points are tried in one JVM, in which servers live and die one after the other (see
/// [ResidentLife]); some of them again on real processes and with SIGKILL ([KilledProcesses]).
public final class CrashTest {
  private final Subject subject;
  private final Path driver;
  private final Path directory;
  private final Options options;
  private final Account account;

  /// What to do, and how much of it.
  ///
  /// @param points so many of all; `Integer.MAX_VALUE` for the whole enumeration
  /// @param killed so many with processes of their own that are ended by SIGKILL
  /// @param seed for the sample, the measurements, and what a power loss leaves
  /// @param processes servers at the same time
  /// @param patience how long a server may take for anything: to start, to go on, to show what was
  ///   promised
  /// @param classPath changed classes to put before the server's own
  public record Options(
      int points, int killed, long seed, int processes, Duration patience, List<Path> classPath) {
    public Options {
      classPath = List.copyOf(classPath);
    }

    /// How many of so many that means.
    int asked(int available) {
      return points == Integer.MAX_VALUE ? available : points;
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
    this.account = new Account(say);
  }

  /// Records, plans and lives through all of it.
  ///
  /// @throws IOException if the server cannot even be recorded
  public CrashReport run() throws IOException, InterruptedException {
    HostProcess.run(subject, directory, options, classPath(), List.of(), account);
    killed().live(account.toKill());
    return account.report(options.asked(account.available()) + options.killed());
  }

  /// As [#run], with processes of their own only, which are ended by SIGKILL: for servers that keep
  /// some of what they keep elsewhere than on their disk. A point that is not there is replaced by
  /// another one, as long as there are others, and at most twice for each point asked for.
  ///
  /// @throws IOException if the server cannot even be recorded
  public CrashReport runOnProcesses() throws IOException, InterruptedException {
    List<Point> all =
        ProcessRecording.points(
            subject, directory.resolve("recording"), options, classPath(), account);
    List<Point> shuffled = Points.sample(all, all.size(), options.seed());
    int chosen = Math.min(options.points(), all.size());
    account.available(all.size());
    account.say("%d points are there, %d are tried.".formatted(all.size(), chosen));
    killed()
        .live(
            shuffled.subList(0, chosen),
            new Substitutes(shuffled.subList(chosen, all.size()), 2 * chosen));
    return account.report(options.asked(all.size()));
  }

  /// Tries these points, in one JVM.
  public CrashReport simulate(List<Point> points) throws IOException, InterruptedException {
    HostProcess.run(subject, directory, options, classPath(), points, account);
    return account.report(points.size());
  }

  /// Tries these points, on processes that are ended by SIGKILL.
  public CrashReport kill(List<Point> points) throws IOException, InterruptedException {
    killed().live(points);
    return account.report(points.size());
  }

  /// Deletes the directory with all that is left in it.
  public void clear() throws IOException {
    Trees.delete(directory);
  }

  private KilledProcesses killed() throws IOException {
    return new KilledProcesses(subject, directory, options, classPath(), account);
  }

  private List<Path> classPath() throws IOException {
    List<Path> classPath = new ArrayList<>(options.classPath());
    if (SqliteWeaving.isPossible()) {
      classPath.add(driver);
    }
    return classPath;
  }
}
