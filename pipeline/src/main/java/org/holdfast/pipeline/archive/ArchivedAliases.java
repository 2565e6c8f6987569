package org.holdfast.pipeline.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.holdfast.model.id.MeasurementUid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads in manifests which other sendings of measurements are archived: in the catalogue they have
/// no place that would say so.
final class ArchivedAliases {
  private static final Logger log = LoggerFactory.getLogger(ArchivedAliases.class);

  private final ObjectStore store;

  ArchivedAliases(ObjectStore store) {
    this.store = store;
  }

  Set<MeasurementUid> in(Collection<ObjectStem> stems) throws IOException {
    Set<MeasurementUid> aliases = new HashSet<>();
    for (ObjectStem stem : new HashSet<>(stems)) {
      add(stem, aliases);
    }
    return aliases;
  }

  private void add(ObjectStem stem, Set<MeasurementUid> aliases) throws IOException {
    if (!store.exists(stem.manifest())) {
      return;
    }
    try (InputStream in = store.open(stem.manifest())) {
      ManifestJson.read(
          in,
          new ManifestJson.Visitor() {
            @Override
            public void head(Manifest manifest) {}

            @Override
            public boolean alias(ArchivedEntry.Alias alias) {
              aliases.add(alias.envelope().uid());
              return true;
            }

            @Override
            public boolean measurement(ArchivedEntry.Measurement measurement) {
              return false;
            }
          });
    } catch (UnreadableManifestException e) {
      // An alias written once more is a smaller evil than a pipeline that stands still.
      log.error("the manifest of {} is damaged and left alone", stem.text(), e);
    }
  }
}
