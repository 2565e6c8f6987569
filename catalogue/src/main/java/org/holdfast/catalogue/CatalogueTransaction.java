package org.holdfast.catalogue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.holdfast.model.Sha256;
import org.holdfast.model.id.MeasurementUid;

/// What the pipeline does to the catalogue. Every operation is idempotent: a record processed again
/// after a crash changes nothing.
public interface CatalogueTransaction {

  /// Decides which uid a measurement has (invariant I5): registers `uid` for the fingerprint if it
  /// is new and answers `uid`; otherwise answers the uid registered first.
  MeasurementUid claimFingerprint(Sha256 fingerprint, MeasurementUid uid);

  /// Adds a measurement; does nothing if its uid is there already.
  void addMeasurement(MeasurementRow row);

  /// Records that `alias` was another sending of the measurement `canonical`, with the bytes it
  /// came as, so that both uids and both spellings resolve.
  void addAlias(MeasurementUid alias, MeasurementUid canonical, Sha256 identity);

  /// Notes that a proof over a measurement's bytes was found to hold. Does nothing if it is
  /// unknown, or was published with other bytes than these: they alone are what was proven.
  void raiseToVerified(MeasurementUid uid, Sha256 identity);

  /// The measurement that was published for these bytes (see `SubmissionIdentity`), also where they
  /// came as another sending of it; empty if there is none or it was withdrawn.
  Optional<MeasurementUid> findPublished(Sha256 identity);

  /// Records that a submission was set aside; does nothing if it was released since.
  ///
  /// @param uid of the record, or the journal position where none could be read
  /// @param stage which stage gave up, as in `decode`
  /// @param reason kebab-case
  /// @param file where bytes and reason stand, relative to the quarantine directory
  void addQuarantined(String uid, String stage, String reason, String file, Instant at);

  /// Notes that what was set aside under `uid` was taken up again and is now another sending of
  /// `canonical`: it is not counted as set aside any more, nor ever again.
  ///
  /// @param identity of its bytes
  void release(MeasurementUid uid, MeasurementUid canonical, Sha256 identity);

  /// Takes back a measurement that stands in the journal only and cannot be read there any more:
  /// its row goes, it is not counted as published, and the next sending of the same content is a
  /// measurement of its own. Does nothing if it is unknown or archived.
  void withdraw(MeasurementUid uid);

  /// Remembers the header of an opened report (compact JSON), for entries that lack it.
  void putReport(String reportId, String headerJson, Instant openedAt);

  /// Notes that a report was closed; does nothing if it is closed already. One that is not known
  /// yet is closed once it is: another installation may index its opening later.
  void closeReport(String reportId, Instant closedAt);

  /// The header remembered for a report.
  Optional<ReportRow> findReport(String reportId);

  /// Moves measurements from the journal to the archive object they stand in now, and remembers the
  /// object. Measurements the catalogue does not know are left out (their rows come with
  /// [#addMeasurement] when the catalogue is rebuilt).
  void markArchived(ArchivedObject object, List<ArchivedPlace> places);

  /// Whether this archive object (by its stem) was recorded.
  boolean knowsArchivedObject(String stem);

  /// Whether this submission was set aside, by whichever machine.
  boolean isQuarantined(String uid);

  /// Reserves records for an object that is about to be published, where several archivers may work
  /// on the same records: a record is reserved for one object at a time. All or nothing.
  ///
  /// @param uids of measurements and of other sendings of measurements, in their order
  /// @return empty if all are reserved for it now; otherwise those that stand in another object, or
  ///   are reserved for one, with its stem
  Map<MeasurementUid, String> reserve(String stem, List<MeasurementUid> uids);

  /// How many records are reserved for an object at this moment.
  int reservedFor(String stem);

  /// Ends the reservations for an object that was recorded by [#markArchived]: only those of other
  /// sendings stay, for [#archivedAliases].
  void settleReservations(String stem);

  /// Ends all reservations for an object that was not published and never will be.
  void releaseReservations(String stem);

  /// Those of these uids that are other sendings of measurements and stand in an object that was
  /// recorded, as far as they were reserved for it.
  Set<MeasurementUid> archivedAliases(List<MeasurementUid> uids);

  /// The row of exactly this uid; aliases are not followed.
  Optional<MeasurementRow> findMeasurement(MeasurementUid uid);

  /// Counts what is done from here on for another installation, as when its objects are adopted.
  default void countFor(String installation) {}

  /// As [Catalogue#needsRebuild], at this moment.
  boolean needsRebuild();

  /// Notes how far a lane of the journal is indexed by this transaction. Until its end no other
  /// transaction notes the same lane.
  ///
  /// @param lane see `JournalPlace`
  /// @param number of the last record
  /// @return how far it was indexed before; empty if that is not known
  OptionalLong noteIndexed(String lane, long number);

  /// The lanes noted by [#noteIndexed] for this installation's journal.
  List<String> lanes();

  /// Forgets how far this lane was indexed.
  void forgetLane(String lane);

  /// Which of these uids are indexed or set aside already, and the position in the journal of those
  /// that stand there.
  Map<MeasurementUid, Optional<String>> whereKnown(List<MeasurementUid> uids);

  /// Counts records that the journal holds a second time under one uid.
  void addDoubled(long records);

  /// Remembers how many measurements an earlier journal of an installation had handed on before the
  /// one that is counted now; see [Catalogue#countedBefore].
  void setCountedBefore(String installation, long measurements);

  /// The positions in this installation's journal of all measurements up to this uid that are not
  /// archived. For the rare case of damage: it may look through the whole table.
  Map<MeasurementUid, String> positionsInJournal(MeasurementUid upTo);

  /// What archiving must know of the rows of these uids; those without a row are left out, and
  /// aliases are not followed.
  Map<MeasurementUid, Standing> standings(List<MeasurementUid> uids);

  /// @param archived whether the measurement stands in the archive already
  record Standing(Sha256 fingerprint, Set<String> marks, boolean archived) {
    public Standing {
      marks = Set.copyOf(marks);
    }
  }

  /// @param stem key without extension, as in `raw/20260821/09/PT/signal/2026082109_PT_signal.n1.0`
  record ArchivedObject(
      String stem, long measurements, long bytes, Instant firstReceivedAt, Instant publishedAt) {}

  record ArchivedPlace(MeasurementUid uid, Location.InArchive location) {}

  record ReportRow(String headerJson, Instant openedAt, Optional<Instant> closedAt) {}
}
