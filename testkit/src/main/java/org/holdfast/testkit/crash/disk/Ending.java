package org.holdfast.testkit.crash.disk;

import java.io.IOException;

/// How a server ends that is struck.
@FunctionalInterface
interface Ending {
  /// Ends it. No other operation of it is under way meanwhile.
  ///
  /// @throws ServerEndedException where it does not end the JVM
  void end() throws IOException;
}
