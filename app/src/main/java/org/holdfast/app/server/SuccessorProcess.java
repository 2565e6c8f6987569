package org.holdfast.app.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.holdfast.app.control.ProcessIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A successor, started by the process it is to follow: so it has the same user, working directory,
/// environment, limits and supervision, and writes to the same log.
final class SuccessorProcess {
  static final String OPTION = "--successor-of";

  private static final Logger LOG = LoggerFactory.getLogger(SuccessorProcess.class);

  /// Connections that were on their way to it when they were steered back arrive.
  private static final Duration SETTLING = Duration.ofSeconds(1);

  private static final Duration ENDS_WITHIN = Duration.ofSeconds(10);

  private final Process process;

  private SuccessorProcess(Process process) {
    this.process = process;
  }

  /// Starts it.
  ///
  /// @param to the release to start, by its directory with `holdfast` in it; empty for this build
  /// @param config the configuration to start it with
  static SuccessorProcess start(Optional<Path> to, Optional<String> config) throws IOException {
    List<String> line = new ArrayList<>();
    if (to.isPresent()) {
      line.add(to.get().resolve("holdfast").toString());
    } else {
      line.addAll(OwnCommandLine.read().program());
    }
    line.add(OwnCommandLine.SERVE);
    config.ifPresent(file -> line.addAll(List.of("--config", file)));
    line.addAll(List.of(OPTION, String.valueOf(ProcessHandle.current().pid())));
    LOG.info("Starting a successor{}", to.map(release -> " from " + release).orElse(""));
    ProcessBuilder builder = new ProcessBuilder(line).inheritIO();
    builder.environment().put(PredecessorWatch.VARIABLE, ProcessIdentity.own().toString());
    return new SuccessorProcess(builder.start());
  }

  long pid() {
    return process.pid();
  }

  /// The exit code, if it has ended.
  Optional<Integer> exitCode() {
    return process.isAlive() ? Optional.empty() : Optional.of(process.exitValue());
  }

  /// Waits until it has ended, at most so long.
  boolean hasEndedWithin(Duration atMost) throws InterruptedException {
    return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Ends it as one that is not to take over: asked to, it finishes what it has.
  ///
  /// @param askToStepDown whether it was asked, and does
  void retire(BooleanSupplier askToStepDown) throws InterruptedException {
    if (exitCode().isEmpty()) {
      Thread.sleep(SETTLING);
      if (!askToStepDown.getAsBoolean()) {
        end();
      }
    }
  }

  /// Ends it and what it has started, gently at first.
  private void end() throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroy);
    process.toHandle().destroy();
    if (!hasEndedWithin(ENDS_WITHIN)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
