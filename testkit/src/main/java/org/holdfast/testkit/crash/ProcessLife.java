package org.holdfast.testkit.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.holdfast.testkit.crash.disk.Plan;
import org.holdfast.testkit.process.ServerCommand;
import org.holdfast.testkit.process.ServerProcess;
import org.holdfast.testkit.wire.Target;

/// A process, which ends by SIGKILL.
final class ProcessLife implements Life {
  private final ProcessStage stage;
  private final Path trace;
  private final Path arming;
  private final Start start;
  private final String output;
  private final Optional<ServerProcess> process;

  private ProcessLife(
      ProcessStage stage,
      Path trace,
      Path arming,
      Start start,
      String output,
      Optional<ServerProcess> process) {
    this.stage = stage;
    this.trace = trace;
    this.arming = arming;
    this.start = start;
    this.output = output;
    this.process = process;
  }

  static ProcessLife start(
      ProcessStage stage, int number, Optional<Plan.Planned> fault, boolean armedLater)
      throws IOException {
    Path trace = stage.directory().resolve("trace-" + number);
    Path arming = stage.directory().resolve("armed-" + number);
    Plan plan =
        new Plan(stage.data(), trace, armedLater ? Optional.of(arming) : Optional.empty(), fault);
    ServerCommand command = stage.command(plan.jvmArguments());
    try {
      ServerProcess process = ServerProcess.start(command, stage.patience());
      return new ProcessLife(stage, trace, arming, Start.READY, "", Optional.of(process));
    } catch (IOException e) {
      boolean struck = Trace.read(trace).struck();
      // One that was struck may end; one that stays must recover by itself (I10).
      boolean stuck = e.getCause() instanceof TimeoutException;
      Start start = struck && !stuck ? Start.STRUCK : Start.FAILED;
      String output = String.valueOf(e.getMessage());
      return new ProcessLife(stage, trace, arming, start, output, Optional.empty());
    }
  }

  @Override
  public Start outcome() {
    return start;
  }

  @Override
  public Target open() {
    return process.orElseThrow().open();
  }

  @Override
  public Target admin() {
    return process.orElseThrow().admin();
  }

  @Override
  public Path data() {
    return stage.data();
  }

  @Override
  public boolean isAlive() {
    return process.filter(ServerProcess::isAlive).isPresent();
  }

  @Override
  public void arm() throws IOException {
    Files.createFile(arming);
  }

  @Override
  public Trace trace() throws IOException {
    return Trace.read(trace);
  }

  @Override
  public String lastWords() {
    return Life.lastOf(process.map(ServerProcess::output).orElse(output));
  }

  @Override
  public void close() {
    process.ifPresent(ServerProcess::kill);
  }
}
