package org.holdfast.pipeline.archive;

import static org.holdfast.pipeline.work.DependencyDownException.unlessAnswered;

import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.CatalogueTransaction;
import org.holdfast.catalogue.CatalogueTransaction.ArchivedObject;
import org.holdfast.catalogue.CatalogueTransaction.ArchivedPlace;
import org.holdfast.journal.EntriesLostException;
import org.holdfast.pipeline.archive.ArchiveObjectWriter.Finished;
import org.holdfast.pipeline.work.DependencyDownException;

/// Puts finished objects into the store and the catalogue, step by step, so that whatever comes
/// between two steps can be settled by [ArchiveRecovery].
final class ObjectPublication {
  private final Catalogue catalogue;
  private final ObjectStore store;
  private final UnfinishedObjects unfinished;
  private final PublishingRights rights;
  private final Clock clock;
  private final Set<ObjectStem> unsettled = new LinkedHashSet<>();
  private volatile boolean stopped;

  ObjectPublication(
      Catalogue catalogue,
      ObjectStore store,
      UnfinishedObjects unfinished,
      PublishingRights rights,
      Clock clock) {
    this.catalogue = catalogue;
    this.store = store;
    this.unfinished = unfinished;
    this.rights = rights;
    this.clock = clock;
  }

  /// Objects that were begun and not completed.
  Set<ObjectStem> unsettled() {
    return unsettled;
  }

  /// Says that everything is settled.
  void settled() {
    unsettled.clear();
  }

  /// Lets what is under way end before its next step that others would see. May be called by any
  /// thread.
  void stop() {
    stopped = true;
  }

  /// @throws DependencyDownException after [#stop]
  void requireGoingOn() {
    if (stopped) {
      throw new DependencyDownException(
          "the next start", new IOException("the pipeline is being closed"));
    }
  }

  /// Publishes an object. The manifest goes last, since it is what makes the data objects count;
  /// the catalogue after it, since it must not point at anything that may still vanish.
  void publish(Finished object) throws IOException {
    rights.take(object);
    unsettled.add(object.stem());
    unfinished.sync();
    store.put(object.stem().bodies(), object.bodiesFile());
    store.put(object.stem().documents(), object.documentsFile());
    requireGoingOn();
    putManifest(object);
    if (!unlessAnswered(
        "catalogue", () -> catalogue.inTransaction(transaction -> record(transaction, object)))) {
      // The object is given up once more when it is settled.
      store.removeUnpublished(object.stem().manifest());
      throw givenUp(object);
    }
    unsettled.remove(object.stem());
    object.discard();
  }

  /// @return false, and nothing is recorded, if the object is no longer ours to publish
  private boolean record(CatalogueTransaction transaction, Finished object) {
    boolean held = rights.holds(transaction, object);
    if (held) {
      transaction.markArchived(archivedObject(object), places(object));
      rights.settle(transaction, object.stem());
    }
    return held;
  }

  private void putManifest(Finished object) throws IOException {
    try {
      store.put(object.stem().manifest(), object.manifestFile());
    } catch (ObjectExistsException e) {
      throw givenUp(object);
    }
  }

  /// Another machine has taken this one for dead.
  private static EntriesLostException givenUp(Finished object) {
    return new EntriesLostException(object.stem().text() + " was given up by another machine");
  }

  private ArchivedObject archivedObject(Finished object) {
    return new ArchivedObject(
        object.stem().text(),
        object.measurements().size(),
        object.manifest().bytes(),
        object.firstReceivedAt(),
        clock.instant());
  }

  private static List<ArchivedPlace> places(Finished object) {
    return object.measurements().stream()
        .map(
            measurement ->
                new ArchivedPlace(
                    measurement.envelope().uid(), object.manifest().location(measurement)))
        .toList();
  }
}
