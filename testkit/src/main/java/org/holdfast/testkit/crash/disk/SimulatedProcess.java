package org.holdfast.testkit.crash.disk;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The files of a server that runs in this JVM as if it were a process of its own: the JVM has the
/// faulty file system as its default one.
///
/// When the server is struck, or [#end] is called, its end is an instant: no operation of it on its
/// files is under way, SQLite's included, and whatever it tries afterwards fails. In that instant
/// `atEnd` takes what is on disk, as a process killed by SIGKILL leaves it behind, or a machine
/// without power.
public final class SimulatedProcess implements AutoCloseable {
  private final Watches watches;
  private final DurableOperations operations;
  private final List<String> trace = new ArrayList<>();
  private Path path;
  private volatile boolean armed;
  private volatile boolean ended;

  /// What is done in the instant of the end.
  @FunctionalInterface
  public interface AtEnd {
    void run() throws IOException;
  }

  private SimulatedProcess(
      FaultyFileSystemProvider provider, Path root, Optional<Plan.Planned> fault, AtEnd atEnd)
      throws IOException {
    this.watches = provider.watches();
    this.path = root;
    this.operations =
        new DurableOperations(
            FaultyPath.plain(root),
            fault,
            Duration.ZERO,
            this::note,
            () -> armed,
            () -> end(atEnd));
  }

  /// Watches what a server does below `root`.
  ///
  /// @param armedLater whether operations count from [#arm] only
  public static SimulatedProcess watch(
      Path root, Optional<Plan.Planned> fault, boolean armedLater, AtEnd atEnd) throws IOException {
    FaultyFileSystemProvider provider =
        FaultyFileSystemProvider.installed()
            .orElseThrow(() -> new IllegalStateException("this JVM has no faulty file system"));
    SimulatedProcess process = new SimulatedProcess(provider, root, fault, atEnd);
    process.armed = !armedLater;
    process.watches.add(process.operations);
    return process;
  }

  /// Likewise, for code that works on any path it is given, in a JVM with an ordinary file system.
  ///
  /// @param root on the ordinary one
  /// @return what is watched, and with [#path] the way to it
  public static SimulatedProcess watchPath(Path root, Optional<Plan.Planned> fault)
      throws IOException {
    FaultyFileSystemProvider provider =
        new FaultyFileSystemProvider(FileSystems.getDefault().provider());
    SimulatedProcess process = new SimulatedProcess(provider, root, fault, () -> {});
    process.path = provider.getPath(root.toUri());
    process.armed = true;
    process.watches.add(process.operations);
    return process;
  }

  /// The directory that is watched, as a path over which the fault can be met.
  public Path path() {
    return path;
  }

  /// The argument that gives a JVM the faulty file system.
  public static String jvmArgument() {
    return Plan.PROVIDER;
  }

  private void note(String line) {
    synchronized (trace) {
      trace.add(line);
    }
  }

  private void end(AtEnd atEnd) throws IOException {
    atEnd.run();
    ended = true;
    throw new ServerEndedException();
  }

  /// From now on operations count.
  public void arm() {
    armed = true;
  }

  /// Whether it was struck in a way that ends it, or ended.
  public boolean isEnded() {
    return ended;
  }

  /// One line for each operation so far.
  public List<String> trace() {
    synchronized (trace) {
      return List.copyOf(trace);
    }
  }

  /// Ends it now, if it has not ended yet.
  public void end() throws IOException {
    try {
      operations.end();
    } catch (ServerEndedException e) {
      // As it should be.
    }
  }

  /// Forgets it: nothing of it may run any more.
  @Override
  public void close() {
    watches.remove(operations);
  }
}
