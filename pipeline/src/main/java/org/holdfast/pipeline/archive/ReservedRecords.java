package org.holdfast.pipeline.archive;

import static org.holdfast.pipeline.work.DependencyDownException.unlessAnswered;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.CatalogueTransaction;
import org.holdfast.journal.EntriesLostException;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.pipeline.archive.ArchiveObjectWriter.Finished;
import org.holdfast.pipeline.work.DependencyDownException;

/// Publishing where machines share a journal, and two may for a moment take the same records for
/// their own: one that was taken for dead goes on with what another has begun meanwhile.
///
/// A record is reserved in the catalogue for one object at a time, and a manifest is put only while
/// its records are reserved for it. Who finds a record reserved for somebody else's object waits a
/// little, then gives that object up by a [Renunciation], after which it can never be published; or
/// adopts it, if it was. So whoever is slow, for whatever time, publishes either all of an object,
/// alone, or nothing.
final class ReservedRecords implements PublishingRights {
  private final Catalogue catalogue;
  private final ArchiveRecovery recovery;
  private final Duration patience;
  private final Clock clock;
  private final Map<String, Instant> foundAt = new HashMap<>();
  private final Set<String> known = new HashSet<>();

  /// @param patience how long an object that somebody else is about to publish is waited for
  ReservedRecords(Catalogue catalogue, ArchiveRecovery recovery, Duration patience, Clock clock) {
    this.catalogue = catalogue;
    this.recovery = recovery;
    this.patience = patience;
    this.clock = clock;
  }

  @Override
  public void take(Finished object) {
    List<MeasurementUid> uids = uids(object);
    Map<MeasurementUid, String> taken =
        unlessAnswered(
            "catalogue", () -> catalogue.inTransaction(t -> t.reserve(object.stem().text(), uids)));
    if (taken.isEmpty()) {
      foundAt.clear();
      known.clear();
      return;
    }
    new TreeSet<>(taken.values()).forEach(this::settle);
    throw new EntriesLostException(taken.size() + " records are in objects of others");
  }

  private static List<MeasurementUid> uids(Finished object) {
    return Stream.<ArchivedEntry>concat(object.measurements().stream(), object.aliases().stream())
        .map(entry -> entry.envelope().uid())
        .distinct()
        .sorted()
        .toList();
  }

  private void settle(String text) {
    ObjectStem stem = ObjectStem.ofKey(text + ObjectStem.MANIFEST);
    if (stem == null) {
      throw new IllegalStateException(text + " is no object");
    }
    if (recovery.recoverIfPublished(stem)) {
      if (!known.add(text)) {
        throw new DependencyDownException(
            "archive", new IOException(text + " is published and cannot be taken over"));
      }
    } else {
      Instant found = foundAt.computeIfAbsent(text, _ -> clock.instant());
      if (clock.instant().isBefore(found.plus(patience))) {
        throw new DependencyDownException(
            "another machine", new IOException("it is about to publish " + text));
      }
      recovery.giveUp(stem);
      foundAt.remove(text);
    }
  }

  /// Who adopts an object ends its reservations, as who gives it up does.
  @Override
  public boolean holds(CatalogueTransaction transaction, Finished object) {
    String stem = object.stem().text();
    return transaction.knowsArchivedObject(stem)
        || transaction.reservedFor(stem) == uids(object).size();
  }

  @Override
  public void settle(CatalogueTransaction transaction, ObjectStem stem) {
    transaction.settleReservations(stem.text());
  }

  @Override
  public Set<MeasurementUid> archived(Collection<MeasurementUid> aliases) {
    List<MeasurementUid> uids = List.copyOf(aliases);
    return unlessAnswered("catalogue", () -> catalogue.inTransaction(t -> t.archivedAliases(uids)));
  }
}
