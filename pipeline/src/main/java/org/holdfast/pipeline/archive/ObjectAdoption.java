package org.holdfast.pipeline.archive;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.CatalogueTransaction;
import org.holdfast.catalogue.CatalogueTransaction.ArchivedObject;
import org.holdfast.catalogue.CatalogueTransaction.ArchivedPlace;
import org.holdfast.catalogue.Location;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.model.document.MeasurementScanner;
import org.holdfast.model.envelope.Mark;
import org.holdfast.model.envelope.VerificationStatus;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.model.json.UnreadableJsonException;
import org.holdfast.pipeline.index.RowExtractor;
import org.holdfast.pipeline.work.DependencyDownException;
import org.jspecify.annotations.Nullable;

/// Adds one published object to the catalogue while its manifest is being read.
///
/// Heap: one frame and a few hundred rows at a time, and the places of the object.
final class ObjectAdoption implements ManifestJson.Visitor {
  private static final int ROWS_PER_TRANSACTION = 500;

  private final ObjectStem stem;
  private final Catalogue catalogue;
  private final FrameReader frames;
  private final Clock clock;
  private final boolean reserving;
  private final List<ArchivedEntry> pending = new ArrayList<>();
  private final List<ArchivedPlace> places = new ArrayList<>();
  private final List<ArchivedEntry.Alias> proofs = new ArrayList<>();
  private @Nullable Manifest manifest;
  private @Nullable Instant firstReceivedAt;

  /// @param reserving whether records are reserved for objects, as where other machines may take
  ///   the same ones for theirs
  ObjectAdoption(
      ObjectStem stem, Catalogue catalogue, FrameReader frames, Clock clock, boolean reserving) {
    this.stem = stem;
    this.catalogue = catalogue;
    this.frames = frames;
    this.clock = clock;
    this.reserving = reserving;
  }

  @Override
  public void head(Manifest head) {
    manifest = head;
  }

  /// Whether its manifest stands in the way of the one that would have published it.
  boolean isRenunciation() {
    return manifest != null && manifest.objects().isEmpty();
  }

  @Override
  public boolean alias(ArchivedEntry.Alias alias) throws IOException {
    if (alias.envelope().verification() == VerificationStatus.VERIFIED
        && !alias.envelope().has(Mark.PROBE_ID_DIFFERS)) {
      proofs.add(alias);
    }
    return add(alias);
  }

  @Override
  public boolean measurement(ArchivedEntry.Measurement measurement) throws IOException {
    places.add(new ArchivedPlace(measurement.envelope().uid(), head().location(measurement)));
    return add(measurement);
  }

  private boolean add(ArchivedEntry entry) throws IOException {
    Instant received = entry.envelope().receivedAt();
    if (firstReceivedAt == null || received.isBefore(firstReceivedAt)) {
      firstReceivedAt = received;
    }
    pending.add(entry);
    if (pending.size() >= ROWS_PER_TRANSACTION) {
      flush();
    }
    return true;
  }

  private Manifest head() {
    if (manifest == null) {
      throw new IllegalArgumentException("a manifest begins with its head");
    }
    return manifest;
  }

  /// Reads the documents between two transactions, since the only writer of the catalogue should
  /// not wait for the archive, and damage found there is no failure of the catalogue.
  void flush() throws IOException {
    Set<MeasurementUid> missing =
        inCatalogue(
            transaction ->
                pending.stream()
                    .filter(ArchivedEntry.Measurement.class::isInstance)
                    .map(entry -> entry.envelope().uid())
                    .filter(uid -> transaction.findMeasurement(uid).isEmpty())
                    .collect(Collectors.toSet()));
    List<MeasurementRow> rows = new ArrayList<>();
    for (ArchivedEntry entry : pending) {
      if (entry instanceof ArchivedEntry.Measurement measurement
          && missing.contains(measurement.envelope().uid())) {
        rows.add(row(measurement));
      }
    }
    inCatalogue(
        transaction -> {
          transaction.countFor(stem.collector());
          for (MeasurementRow row : rows) {
            transaction.claimFingerprint(row.fingerprint(), row.uid());
            transaction.addMeasurement(row);
          }
          pending.forEach(entry -> addIfAlias(transaction, entry));
          pending.forEach(entry -> release(transaction, entry));
          if (reserving) {
            var _ = transaction.reserve(stem.text(), aliases());
          }
          return pending.size();
        });
    pending.clear();
  }

  private List<MeasurementUid> aliases() {
    return pending.stream()
        .filter(ArchivedEntry.Alias.class::isInstance)
        .map(entry -> entry.envelope().uid())
        .sorted()
        .toList();
  }

  private static void addIfAlias(CatalogueTransaction transaction, ArchivedEntry entry) {
    if (entry instanceof ArchivedEntry.Alias alias) {
      transaction.addAlias(alias.envelope().uid(), alias.canonical(), alias.envelope().identity());
    }
  }

  private static void release(CatalogueTransaction transaction, ArchivedEntry entry) {
    MeasurementUid canonical =
        switch (entry) {
          case ArchivedEntry.Alias alias -> alias.canonical();
          case ArchivedEntry.Measurement measurement -> measurement.envelope().uid();
        };
    entry
        .envelope()
        .releases()
        .ifPresent(uid -> transaction.release(uid, canonical, entry.envelope().identity()));
  }

  private MeasurementRow row(ArchivedEntry.Measurement measurement) throws IOException {
    Location.InArchive location = head().location(measurement);
    byte[] document =
        frames.read(
            stem.documents(),
            location.frameOffset(),
            location.frameLength(),
            location.documentOffset(),
            location.documentLength());
    try {
      return RowExtractor.row(
          measurement.envelope(),
          MeasurementScanner.scan(document, 0, document.length),
          measurement.marks(),
          measurement.fingerprint(),
          location);
    } catch (UnreadableJsonException e) {
      throw new IOException("a published document cannot be read", e);
    }
  }

  /// Whether the catalogue lacks a measurement whose authorship is proven here: those of one hour
  /// are not listed in the order in which they came.
  boolean isAhead() {
    return inCatalogue(
        transaction ->
            proofs.stream()
                .anyMatch(proof -> transaction.findMeasurement(proof.canonical()).isEmpty()));
  }

  void complete() {
    Manifest complete = head();
    Instant first = firstReceivedAt == null ? clock.instant() : firstReceivedAt;
    inCatalogue(
        transaction -> {
          proofs.forEach(
              proof -> transaction.raiseToVerified(proof.canonical(), proof.envelope().identity()));
          transaction.countFor(stem.collector());
          transaction.markArchived(
              new ArchivedObject(
                  stem.text(), places.size(), complete.bytes(), first, clock.instant()),
              places);
          if (reserving) {
            transaction.settleReservations(stem.text());
          }
          return places.size();
        });
  }

  private <T> T inCatalogue(Function<CatalogueTransaction, T> work) {
    return DependencyDownException.unlessAnswered("catalogue", () -> catalogue.inTransaction(work));
  }
}
