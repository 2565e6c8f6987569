package org.holdfast.testkit.crash;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.testkit.process.ServerCommand;

/// The server that is put to the test. Implementations have a public constructor without
/// parameters: other JVMs of the crash test make theirs by it.
public interface Subject {
  /// Where a server started in `directory` keeps everything it has to keep.
  Path data(Path directory);

  /// Makes `directory` ready for a server on these two loopback ports; 0 is any free one.
  void configure(Path directory, int publicPort, int adminPort) throws IOException;

  /// Starts it there; the same command again continues with what is there.
  ///
  /// @param jvmArguments besides its own
  /// @param classPath what comes before its own class path; may be empty
  ServerCommand command(Path directory, List<String> jvmArguments, List<Path> classPath);

  /// The arguments of a JVM in which many servers run one after the other.
  ///
  /// @param directory for what these arguments need
  List<String> hostArguments(Path directory) throws IOException;

  /// Starts it there, but inside this JVM, and does not wait for it.
  Resident startHere(Path directory) throws IOException;

  /// A server inside this JVM.
  interface Resident {
    /// Where it listens, once it is ready: `public` and `admin`.
    Optional<Map<String, URI>> listeners();

    /// Whether a process of its own would still run.
    boolean isAlive();

    /// What there is to say of it, for people.
    String state();

    /// Has it end and give back what it holds, in whatever way; does not wait for that.
    void dispose();

    /// Waits until it has, at most so long.
    ///
    /// @return whether it has
    boolean awaitDisposed(Duration atMost) throws InterruptedException;
  }
}
