package org.holdfast.testkit.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.holdfast.testkit.crash.disk.Plan;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.process.ServerCommand;

/// A data directory and two ports that one process after the other uses.
///
/// @param directory holds the data directory, configuration and traces
/// @param data what the server is to keep
/// @param classPath before the server's own
record ProcessStage(
    Subject subject, Path directory, Path data, Duration patience, List<Path> classPath)
    implements Stage {
  /// Longer than a reader of a broker waits for one before it that is not known to be dead.
  private static final Duration REST = Duration.ofSeconds(30);

  /// A new one, in a directory that must not exist.
  static ProcessStage create(
      Subject subject, Path directory, Duration patience, List<Path> classPath) throws IOException {
    Path made = Files.createDirectory(directory).toRealPath();
    List<Integer> ports = FreePorts.pick(2);
    subject.configure(made, ports.get(0), ports.get(1));
    return new ProcessStage(subject, made, subject.data(made), patience, classPath);
  }

  @Override
  public String name() {
    return String.valueOf(directory.getFileName());
  }

  @Override
  public Duration rest() {
    return REST;
  }

  @Override
  public Life start(int number, Optional<Plan.Planned> fault, boolean armedLater)
      throws IOException {
    return ProcessLife.start(this, number, fault, armedLater);
  }

  ServerCommand command(List<String> jvmArguments) {
    return subject.command(directory, jvmArguments, classPath);
  }
}
