package org.holdfast.edge.watch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads files of which nobody knows how long they are.
public final class BoundedFile {
  private BoundedFile() {}

  /// The whole content.
  ///
  /// @throws UnusableFileException if it is longer than `maxBytes`
  public static byte[] read(Path file, int maxBytes) throws IOException, UnusableFileException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(maxBytes + 1);
      if (content.length > maxBytes) {
        throw new UnusableFileException("is longer than " + maxBytes + " bytes");
      }
      return content;
    }
  }
}
