package org.holdfast.testkit.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.holdfast.testkit.process.ServerCommand;

/// The server that is put to the test.
public interface Subject {
  /// Where a server started in `directory` keeps everything it has to keep.
  Path data(Path directory);

  /// Makes `directory` ready for a server on these two loopback ports.
  void configure(Path directory, int publicPort, int adminPort) throws IOException;

  /// Starts it there; the same command again continues with what is there.
  ///
  /// @param jvmArguments besides its own
  /// @param classPath what comes before its own class path; may be empty
  ServerCommand command(Path directory, List<String> jvmArguments, List<Path> classPath);
}
