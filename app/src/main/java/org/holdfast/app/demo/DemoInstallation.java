package org.holdfast.app.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.holdfast.testkit.wire.Target;

/// What the demo is shown on. Closing it ends everything and deletes its directory.
interface DemoInstallation extends AutoCloseable {
  /// Everything it writes is below it.
  Path directory();

  /// Where the published archive is.
  Path archive();

  /// Where measurements are handed in.
  Target probes();

  /// Where they are searched and read.
  Target readers();

  /// The admin listeners of all that take in; their counters are added.
  List<Target> takingIn();

  /// The admin listener that shows the ledger.
  Target publishing();

  /// Kills what is to be killed in the middle, starts it again, and tells people.
  void strike(Consumer<String> tell) throws IOException;

  /// What the servers printed last.
  String serverOutput();

  @Override
  void close() throws IOException;
}
