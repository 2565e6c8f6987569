package org.holdfast.pipeline.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Gives an object up for good, whoever began it: a manifest without entries takes the place of the
/// one that would publish it. A key is never written twice, so that whoever still means to publish
/// the object cannot, however late its manifest comes.
final class Renunciation {
  private final ObjectStore store;
  private final Path work;

  /// @param work for the manifest while it is made
  Renunciation(ObjectStore store, Path work) {
    this.store = store;
    this.work = work;
  }

  /// @return false if the object was published
  boolean renounce(ObjectStem stem) throws IOException {
    Path file = work.resolve("renounced.json");
    ManifestJson.write(
        file, new Manifest(stem.text(), List.of(), List.of(), List.of()), List.of(), List.of());
    try {
      store.put(stem.manifest(), file);
      return true;
    } catch (ObjectExistsException e) {
      return false;
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
