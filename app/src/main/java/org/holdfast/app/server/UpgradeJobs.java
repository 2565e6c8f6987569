package org.holdfast.app.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.app.control.ProcessIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Upgrades of this machine that were ordered over the admin listener. Each is a process of its
/// own, `holdfast upgrade`, as the server that starts it is the one that leaves; whichever process
/// serves then tells what became of it, from `upgrades/ID/` in the data directory:
///
/// | file | contents |
/// |---|---|
/// | `from/holdfast` | a release directory that runs the build which ran before, for the way back |
/// | `log` | what the command printed |
/// | `config` | the configuration it ran with, if one was named |
/// | `process` | the command, a [ProcessIdentity] |
/// | `exit` | its exit code, once it has ended |
final class UpgradeJobs {
  private static final Logger LOG = LoggerFactory.getLogger(UpgradeJobs.class);
  private static final int KEPT = 50;
  private static final Duration STARTS_WITHIN = Duration.ofMinutes(1);
  private static final int LOG_BYTES_MAX = 64 << 10;

  /// `$0` is the job's directory.
  private static final String SCRIPT =
      "\"$@\" > \"$0/log\" 2>&1; echo $? > \"$0/exit.new\"; mv \"$0/exit.new\" \"$0/exit\"";

  private final Path directory;

  /// How an upgrade fares.
  enum State {
    RUNNING,
    DONE,
    /// It was rolled back, or nothing was changed.
    FAILED,
    /// The command was killed, or the machine started anew; this server was left as it was.
    LOST
  }

  record Job(State state, List<String> lines) {}

  /// What to start.
  ///
  /// @param release a directory with `holdfast` in it
  /// @param config empty for the one that this process has
  record Goal(Path release, Optional<String> config) {}

  UpgradeJobs(Path data) {
    this.directory = data.resolve("upgrades");
  }

  /// Starts one, unless there is one of that name: then nothing happens, so that an order may be
  /// repeated.
  synchronized void start(String id, Goal goal) throws IOException {
    Path job = directory.resolve(id);
    if (Files.exists(job)) {
      return;
    }
    OwnCommandLine own = OwnCommandLine.read();
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    forgetOld();
    Path from = Files.createDirectories(job.resolve("from"));
    writeLauncher(from.resolve("holdfast"), own.program());
    if (own.config().isPresent()) {
      Files.writeString(job.resolve("config"), own.config().get());
    }
    List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, job.toString()));
    line.addAll(own.program());
    line.addAll(List.of("upgrade", "--to", goal.release().toString()));
    goal.config().or(own::config).ifPresent(file -> line.addAll(List.of("--config", file)));
    LOG.info("Upgrade {} to {} was ordered", id, goal.release());
    Process process =
        new ProcessBuilder(line).redirectInput(ProcessBuilder.Redirect.INHERIT).start();
    String identity = ProcessIdentity.of(process.pid()).map(ProcessIdentity::toString).orElse("");
    Files.writeString(job.resolve("process"), identity);
  }

  private static void writeLauncher(Path file, List<String> program) throws IOException {
    String words =
        program.stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    Files.writeString(file, "#!/bin/sh\nexec " + words + " \"$@\"\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  /// What ran before, for the way back; empty if there is no upgrade of that name.
  Optional<Goal> before(String id) throws IOException {
    Path job = directory.resolve(id);
    Path config = job.resolve("config");
    Optional<String> file =
        Files.exists(config) ? Optional.of(Files.readString(config)) : Optional.empty();
    return Optional.of(job.resolve("from"))
        .filter(Files::isDirectory)
        .map(from -> new Goal(from, file));
  }

  /// Empty if there is none of that name.
  Optional<Job> find(String id) throws IOException {
    Path job = directory.resolve(id);
    if (!Files.isDirectory(job)) {
      return Optional.empty();
    }
    // Before its end is looked for: it may end in between.
    boolean runs = runs(job);
    Path exit = job.resolve("exit");
    State state =
        Files.exists(exit)
            ? Files.readString(exit).strip().equals("0") ? State.DONE : State.FAILED
            : runs ? State.RUNNING : State.LOST;
    return Optional.of(new Job(state, lines(job.resolve("log"))));
  }

  /// The moment before `process` is there counts.
  private static boolean runs(Path job) throws IOException {
    Path process = job.resolve("process");
    if (!Files.exists(process)) {
      long age = System.currentTimeMillis() - Files.getLastModifiedTime(job).toMillis();
      return age < STARTS_WITHIN.toMillis();
    }
    return ProcessIdentity.parse(Files.readString(process))
        .filter(ProcessIdentity::isAlive)
        .isPresent();
  }

  private static List<String> lines(Path log) throws IOException {
    if (!Files.exists(log)) {
      return List.of();
    }
    byte[] bytes = Files.readAllBytes(log);
    int from = Math.max(0, bytes.length - LOG_BYTES_MAX);
    return new String(bytes, from, bytes.length - from, UTF_8).lines().toList();
  }

  private void forgetOld() throws IOException {
    List<Path> jobs;
    try (Stream<Path> all = Files.list(directory)) {
      jobs = all.sorted().toList();
    }
    for (Path old : jobs.subList(0, Math.max(0, jobs.size() - KEPT))) {
      try (Stream<Path> files = Files.walk(old)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
