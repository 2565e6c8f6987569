package org.holdfast.pipeline.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.CatalogueTransaction;
import org.holdfast.model.id.CollectorId;
import org.holdfast.pipeline.work.DependencyDownException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings archive and catalogue to agree. The manifest decides: a data object of ours without one
/// was never published and is removed; an object with one is published, and if the catalogue does
/// not know it its rows and aliases are added from manifest and documents. So a batch that was cut
/// off anywhere is either as if it had not begun or as if it had ended, and an empty catalogue is
/// filled again from the archive (invariant I2).
///
/// Heap: one frame, one manifest entry and a few hundred rows at a time, and the places of one
/// object.
final class ArchiveRecovery {
  private static final Logger log = LoggerFactory.getLogger(ArchiveRecovery.class);

  private final ObjectStore store;
  private final Catalogue catalogue;
  private final String ours;
  private final Clock clock;
  private final Optional<Renunciation> renunciation;
  private final boolean reserving;
  private final FrameReader frames;

  /// Objects that prove authorship of measurements in objects that are listed later.
  private final Set<ObjectStem> ahead = new LinkedHashSet<>();

  /// @param renunciation how objects are given up where other machines may take the same records
  ///   for theirs; empty where nobody else has them
  ArchiveRecovery(
      ObjectStore store,
      Catalogue catalogue,
      CollectorId collector,
      Clock clock,
      Optional<Renunciation> renunciation) {
    this(store, catalogue, collector.text(), clock, renunciation, renunciation.isPresent());
  }

  private ArchiveRecovery(
      ObjectStore store,
      Catalogue catalogue,
      String ours,
      Clock clock,
      Optional<Renunciation> renunciation,
      boolean reserving) {
    this.store = store;
    this.catalogue = catalogue;
    this.ours = ours;
    this.clock = clock;
    this.renunciation = renunciation;
    this.reserving = reserving;
    this.frames = new FrameReader(store);
  }

  /// One that only adopts and removes nothing, beside whoever writes the archive.
  ///
  /// @param reserving whether records are reserved for objects
  static ArchiveRecovery besideWriters(
      ObjectStore store, Catalogue catalogue, Clock clock, boolean reserving) {
    return new ArchiveRecovery(store, catalogue, "", clock, Optional.empty(), reserving);
  }

  /// Looks through the whole archive, for a catalogue that was begun afresh or restored. Its cost
  /// grows with the archive, its memory does not.
  ///
  /// @throws DependencyDownException if archive or catalogue do not answer
  void recoverAll() {
    List<ObjectStem> unpublished = new ArrayList<>();
    try {
      store.list(
          ObjectStem.ROOT,
          key -> {
            ObjectStem stem = ObjectStem.ofKey(key);
            if (stem == null) {
              return;
            }
            try {
              if (key.endsWith(ObjectStem.MANIFEST)) {
                settle(stem, true);
              } else if (isOurs(stem) && !store.exists(stem.manifest())) {
                unpublished.add(stem); // few: one per process that died
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      for (ObjectStem stem : unpublished) {
        settle(stem, false);
      }
      for (ObjectStem stem : List.copyOf(ahead)) {
        adopt(stem); // now that everything else is there
      }
    } catch (IOException e) {
      throw new DependencyDownException("archive", e);
    } catch (UncheckedIOException e) {
      throw new DependencyDownException("archive", e);
    }
  }

  /// Looks at one object, of which any part may be there.
  ///
  /// @throws DependencyDownException if archive or catalogue do not answer
  void recover(ObjectStem stem) {
    try {
      settle(stem, store.exists(stem.manifest()));
      if (ahead.contains(stem)) {
        adopt(stem); // nothing else is looked at that could come before it
      }
    } catch (IOException e) {
      throw new DependencyDownException("archive", e);
    }
  }

  /// Brings an object into the catalogue if it is published, whoever made it.
  ///
  /// @return false if it is not published
  boolean recoverIfPublished(ObjectStem stem) {
    try {
      boolean published = store.exists(stem.manifest());
      if (published) {
        settle(stem, true);
      }
      return published;
    } catch (IOException e) {
      throw new DependencyDownException("archive", e);
    }
  }

  /// Sees to it that an object is never published, whoever began it, and ends the reservations for
  /// it; if it was published meanwhile it is brought into the catalogue.
  void giveUp(ObjectStem stem) {
    try {
      if (renunciation.isPresent() && !renunciation.get().renounce(stem)) {
        settle(stem, true);
      } else {
        remove(stem);
      }
    } catch (IOException e) {
      throw new DependencyDownException("archive", e);
    }
  }

  private void settle(ObjectStem stem, boolean published) throws IOException {
    if (published) {
      boolean known = inCatalogue(transaction -> transaction.knowsArchivedObject(stem.text()));
      if (!known) {
        adopt(stem);
      }
    } else if (isOurs(stem)) {
      // Another collector's may be being written at this moment.
      giveUp(stem);
    }
  }

  private void remove(ObjectStem stem) throws IOException {
    store.removeUnpublished(stem.documents());
    store.removeUnpublished(stem.bodies());
    if (renunciation.isPresent()) {
      inCatalogue(
          transaction -> {
            transaction.releaseReservations(stem.text());
            return stem;
          });
    }
    log.info("{} was never published and is removed", stem.text());
  }

  private boolean isOurs(ObjectStem stem) {
    return stem.collector().equals(ours);
  }

  /// Adds an object to the catalogue. Whatever is wrong with this one object alone is logged and
  /// the object left as it is, for somebody to look at: everything else goes on, and the next
  /// process finds its rows lacking and tries again.
  private void adopt(ObjectStem stem) throws IOException {
    ObjectAdoption adoption = new ObjectAdoption(stem, catalogue, frames, clock, reserving);
    try (InputStream in = store.open(stem.manifest())) {
      ManifestJson.read(in, adoption);
      if (!adoption.isRenunciation()) {
        requireData(stem);
        adoption.flush();
        if (adoption.isAhead() && ahead.add(stem)) {
          return; // not recorded as known, so that whoever comes next would look at it again too
        }
        adoption.complete();
        ahead.remove(stem);
      }
    } catch (DependencyDownException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      requireAnswer(stem);
      log.error("{} is published and damaged; left alone", stem.text(), e);
      return;
    }
    if (adoption.isRenunciation()) {
      remove(stem);
    } else {
      log.info("{} was published but not in the catalogue; adopted", stem.text());
    }
  }

  /// A manifest that came after its object was given up must not lead the catalogue to what was
  /// removed.
  private void requireData(ObjectStem stem) throws IOException {
    if (!store.exists(stem.documents()) || !store.exists(stem.bodies())) {
      throw new IOException("it has a manifest and no data");
    }
  }

  /// Tells a damaged object from a store that is down: the latter does not answer this either.
  private void requireAnswer(ObjectStem stem) throws IOException {
    if (!store.exists(stem.manifest())) {
      log.error("{} has lost its manifest meanwhile", stem.text());
    }
  }

  private <T> T inCatalogue(Function<CatalogueTransaction, T> work) {
    return DependencyDownException.unlessAnswered("catalogue", () -> catalogue.inTransaction(work));
  }
}
