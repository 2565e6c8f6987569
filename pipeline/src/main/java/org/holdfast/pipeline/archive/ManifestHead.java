package org.holdfast.pipeline.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Reads of a manifest no more than its beginning.
final class ManifestHead {
  private ManifestHead() {}

  /// @throws UnreadableManifestException if it is no manifest
  static Manifest read(ObjectStore store, String key) throws IOException {
    AtomicReference<@Nullable Manifest> found = new AtomicReference<>();
    try (InputStream in = store.open(key)) {
      ManifestJson.read(
          in,
          new ManifestJson.Visitor() {
            @Override
            public void head(Manifest manifest) {
              found.set(manifest);
            }

            @Override
            public boolean alias(ArchivedEntry.Alias alias) {
              return false;
            }

            @Override
            public boolean measurement(ArchivedEntry.Measurement measurement) {
              return false;
            }
          });
    }
    Manifest head = found.get();
    if (head == null) {
      throw new UnreadableManifestException(new IllegalArgumentException("it has no entries"));
    }
    return head;
  }
}
