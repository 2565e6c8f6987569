package org.holdfast.pipeline.archive;

import java.util.Collection;
import java.util.Set;
import org.holdfast.catalogue.CatalogueTransaction;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.pipeline.archive.ArchiveObjectWriter.Finished;

/// Who may publish which records.
sealed interface PublishingRights permits PublishingRights.OfOneArchiver, ReservedRecords {

  /// Takes the right to publish an object, of which nothing is stored yet.
  ///
  /// @throws org.holdfast.journal.EntriesLostException if some of its records are another
  ///   archiver's, or archived; the round is to be begun again
  void take(Finished object);

  /// Whether the right to publish an object whose manifest was put is still ours, in the
  /// transaction that records it. It is not where the manifest took so long that the object was
  /// given up, and the store let it take the place of what said so.
  boolean holds(CatalogueTransaction transaction, Finished object);

  /// Notes, in the transaction that records it, that an object is published.
  void settle(CatalogueTransaction transaction, ObjectStem stem);

  /// Those of these other sendings of measurements that are archived; empty where the archive
  /// itself has to be asked.
  Set<MeasurementUid> archived(Collection<MeasurementUid> aliases);

  /// Nobody else has the records: the journal is this machine's, and the cursor's lock keeps other
  /// processes away.
  record OfOneArchiver() implements PublishingRights {
    @Override
    public void take(Finished object) {}

    @Override
    public boolean holds(CatalogueTransaction transaction, Finished object) {
      return true;
    }

    @Override
    public void settle(CatalogueTransaction transaction, ObjectStem stem) {}

    @Override
    public Set<MeasurementUid> archived(Collection<MeasurementUid> aliases) {
      return Set.of();
    }
  }
}
