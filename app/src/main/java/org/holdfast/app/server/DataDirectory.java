package org.holdfast.app.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.pipeline.durable.DurableFiles;

/// Where everything is kept.
final class DataDirectory {
  private DataDirectory() {}

  /// Makes it where it may be made: durably, since what is promised below it must not vanish with
  /// its name in a power loss.
  ///
  /// @throws IOException if it cannot be made, or is awaited
  static Path open(HoldfastConfig config) throws IOException {
    Path data = config.data();
    if (config.dataMustExist() && !Files.isDirectory(data)) {
      throw new NoSuchFileException(
          data.toString(), null, "is not there (data-must-exist); is its disk mounted?");
    }
    DurableFiles.createDirectories(data);
    return data;
  }
}
