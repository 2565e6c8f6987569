package org.holdfast.testkit.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.holdfast.testkit.crash.disk.Plan;
import org.holdfast.testkit.process.ServerCommand;
import org.holdfast.testkit.process.ServerProcess;

/// One process, from its start to its end.
final class Life implements AutoCloseable {
  /// How a start ended.
  enum Start {
    READY,
    /// It was struck by its fault, and ended or was ended by it.
    STRUCK,
    /// It ended without having been struck, or did not become ready.
    FAILED
  }

  private final Path trace;
  private final Path arming;
  private final Start start;
  private final String output;
  private final Optional<ServerProcess> process;

  private Life(
      Path trace, Path arming, Start start, String output, Optional<ServerProcess> process) {
    this.trace = trace;
    this.arming = arming;
    this.start = start;
    this.output = output;
    this.process = process;
  }

  /// Starts a server that meets a fault.
  ///
  /// @param stage where it keeps everything, its trace beside its data
  /// @param armedLater whether operations count from [#arm] only
  static Life start(Stage stage, int number, Optional<Plan.Planned> fault, boolean armedLater)
      throws IOException {
    Path trace = stage.directory().resolve("trace-" + number);
    Path arming = stage.directory().resolve("armed-" + number);
    Plan plan =
        new Plan(stage.data(), trace, armedLater ? Optional.of(arming) : Optional.empty(), fault);
    ServerCommand command = stage.command(plan.jvmArguments());
    try {
      ServerProcess process = ServerProcess.start(command, stage.patience());
      return new Life(trace, arming, Start.READY, "", Optional.of(process));
    } catch (IOException e) {
      boolean struck = Trace.read(trace).struck();
      // One that was struck may end; one that stays must recover by itself (I10).
      boolean stuck = e.getCause() instanceof TimeoutException;
      Start start = struck && !stuck ? Start.STRUCK : Start.FAILED;
      return new Life(trace, arming, start, String.valueOf(e.getMessage()), Optional.empty());
    }
  }

  Start outcome() {
    return start;
  }

  ServerProcess process() {
    return process.orElseThrow();
  }

  boolean isAlive() {
    return process.filter(ServerProcess::isAlive).isPresent();
  }

  /// From now on operations count.
  void arm() throws IOException {
    Files.createFile(arming);
  }

  Trace trace() throws IOException {
    return Trace.read(trace);
  }

  boolean isStruck() throws IOException {
    return trace().struck();
  }

  /// What it printed last, for people.
  String lastWords() {
    List<String> lines = process.map(ServerProcess::output).orElse(output).lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
  }

  /// Ends it with SIGKILL if it still lives.
  @Override
  public void close() {
    process.ifPresent(ServerProcess::kill);
  }
}
