package org.holdfast.app.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.holdfast.app.config.ArchiveConfig;
import org.holdfast.pipeline.archive.s3.AccessKey;
import org.holdfast.pipeline.archive.s3.S3ObjectStore;
import org.holdfast.pipeline.archive.s3.S3Options;

/// The archive in the bucket a configuration names.
final class ArchiveBucket {
  private ArchiveBucket() {}

  /// Starts using it; it may come later.
  ///
  /// @param writes whether anything is to be written
  static S3ObjectStore start(ArchiveConfig.S3 config, boolean writes) {
    S3Options options =
        S3Options.of(config.endpoint(), config.bucket(), config.region(), config.pathStyle());
    AccessKey.Source keys = () -> accessKey(config.accessKeyFile());
    return writes ? S3ObjectStore.start(options, keys) : S3ObjectStore.startReading(options, keys);
  }

  private static AccessKey accessKey(Path file) throws IOException {
    List<String> lines = SecretFile.lines(file);
    if (lines.size() < 2 || lines.get(0).isBlank() || lines.get(1).isBlank()) {
      throw new IOException(
          file + " does not hold the access key id and, on a second line, the secret access key");
    }
    return new AccessKey(lines.get(0).strip(), lines.get(1).strip());
  }
}
