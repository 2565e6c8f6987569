package org.holdfast.testkit.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.process.ServerCommand;

/// A data directory and two ports that one process after the other uses.
///
/// @param directory holds the data directory, configuration and traces
/// @param data what the server is to keep
/// @param patience how long a server here may take for anything
/// @param classPath before the server's own
record Stage(Subject subject, Path directory, Path data, Duration patience, List<Path> classPath) {

  /// A new one, in a directory that must not exist.
  static Stage create(Subject subject, Path directory, Duration patience, List<Path> classPath)
      throws IOException {
    Path made = Files.createDirectory(directory).toRealPath();
    List<Integer> ports = FreePorts.pick(2);
    subject.configure(made, ports.get(0), ports.get(1));
    return new Stage(subject, made, subject.data(made), patience, classPath);
  }

  /// What it is called, for people.
  String name() {
    return String.valueOf(directory.getFileName());
  }

  ServerCommand command(List<String> jvmArguments) {
    return subject.command(directory, jvmArguments, classPath);
  }
}
