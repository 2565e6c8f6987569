package org.holdfast.testkit.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.testkit.crash.disk.Plan;
import org.holdfast.testkit.crash.disk.SimulatedProcess;

/// A directory in which one server of this JVM after the other has a data directory: each a copy of
/// what the one before had on disk in the instant of its end.
final class ResidentStage implements Stage, AutoCloseable {
  private final Subject subject;
  private final Path directory;
  private final Duration patience;
  private final Cable cable;
  private final List<Subject.Resident> servers = new ArrayList<>();
  private Optional<Path> left;

  private ResidentStage(
      Subject subject, Path directory, Duration patience, Cable cable, Optional<Path> left) {
    this.subject = subject;
    this.directory = directory;
    this.patience = patience;
    this.cable = cable;
    this.left = left;
  }

  /// A new one, in a directory that must not exist.
  ///
  /// @param begin what the first server finds in place of its data directory
  static ResidentStage create(
      Subject subject, Path directory, Duration patience, Optional<Path> begin) throws IOException {
    Path made = Files.createDirectory(directory).toRealPath();
    Optional<Path> found = Optional.empty();
    if (begin.isPresent()) {
      Path copy = made.resolve("begin");
      Trees.copy(begin.get(), copy);
      found = Optional.of(copy);
    }
    return new ResidentStage(subject, made, patience, Cable.lay(), found);
  }

  @Override
  public String name() {
    return String.valueOf(directory.getFileName());
  }

  @Override
  public Duration patience() {
    return patience;
  }

  @Override
  public Life start(int number, Optional<Plan.Planned> fault, boolean armedLater)
      throws IOException {
    Path home = Files.createDirectory(directory.resolve("life-" + number));
    subject.configure(home, 0, 0);
    Path data = subject.data(home);
    if (left.isPresent()) {
      Files.move(left.get(), data);
    }
    Path leaves = directory.resolve("left-by-" + number);
    left = Optional.of(leaves);
    SimulatedProcess process =
        SimulatedProcess.watch(
            data,
            fault,
            armedLater,
            () -> {
              cable.cut();
              Trees.copy(data, leaves);
            });
    Subject.Resident server = subject.startHere(home);
    servers.add(server);
    return ResidentLife.start(data, cable, process, server, patience);
  }

  /// What the last server has left.
  Path left() {
    return left.orElseThrow();
  }

  /// Deletes everything once the servers have let go of it.
  ///
  /// @throws IOException if one of them does not
  void delete() throws IOException, InterruptedException {
    for (Subject.Resident server : servers) {
      if (!server.awaitDisposed(patience)) {
        throw new IOException("a server in " + directory + " does not end: " + server.state());
      }
    }
    Trees.delete(directory);
  }

  @Override
  public void close() throws IOException {
    cable.close();
  }
}
