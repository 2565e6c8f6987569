package org.holdfast.pipeline.index;

import static org.holdfast.pipeline.work.DependencyDownException.unlessAnswered;

import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.holdfast.catalogue.CatalogueTransaction;
import org.holdfast.catalogue.CatalogueTransaction.ReportRow;
import org.holdfast.catalogue.Location;
import org.holdfast.journal.Cursor.Entry;
import org.holdfast.journal.Position;
import org.holdfast.model.Sha256;
import org.holdfast.model.document.ContentFingerprint;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.envelope.Mark;
import org.holdfast.model.envelope.RecordKind;
import org.holdfast.model.envelope.Route;
import org.holdfast.model.envelope.VerificationStatus;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.pipeline.block.Block;
import org.holdfast.pipeline.block.Blocklist;
import org.holdfast.pipeline.decode.Decoded;
import org.holdfast.pipeline.decode.Decoder;
import org.holdfast.pipeline.decode.ReportHeader;
import org.holdfast.pipeline.quarantine.Quarantine;
import org.holdfast.pipeline.quarantine.SetAside;
import org.holdfast.pipeline.work.DependencyDownException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What becomes of one journal record, within a transaction of the catalogue.
final class IndexStages {
  private static final Logger log = LoggerFactory.getLogger(IndexStages.class);

  private final Quarantine quarantine;
  private final Supplier<Blocklist> blocklist;
  private final AwaitedOpenings openings;
  private final Clock clock;

  /// @param blocklist asked at each proven submission
  IndexStages(
      Quarantine quarantine, Supplier<Blocklist> blocklist, AwaitedOpenings openings, Clock clock) {
    this.quarantine = quarantine;
    this.blocklist = blocklist;
    this.openings = openings;
    this.clock = clock;
  }

  /// Does to the catalogue what one entry of the journal asks for.
  void index(CatalogueTransaction transaction, Entry entry) {
    switch (entry) {
      case Entry.Damaged damaged -> setAside(transaction, damaged);
      case Entry.Intact(Position position, JournalRecord record) -> {
        switch (record.envelope().kind()) {
          case REPORT_OPENED -> {} // remembered already
          case REPORT_CLOSED ->
              transaction.closeReport(record.envelope().reportId(), record.envelope().receivedAt());
          case MEASUREMENT_SUBMITTED -> indexMeasurement(transaction, position, record);
        }
      }
    }
  }

  /// The way of one measurement: decode, scrub, deduplicate, index.
  private void indexMeasurement(
      CatalogueTransaction transaction, Position position, JournalRecord record) {
    Envelope envelope = record.envelope();
    Optional<SetAside> decision =
        unlessAnswered("quarantine", () -> quarantine.find(envelope.uid()));
    if (decision.isPresent()) {
      count(transaction, decision.get());
      return;
    }
    if (envelope.has(Mark.CANARY)) {
      keepCanary(transaction, record);
      return;
    }
    // Before anything could make it known to others, and even where it only brings the proof for
    // bytes that are published: they stay as they are. What was released is past that.
    Optional<Block> block =
        envelope.releases().isEmpty() && envelope.verification() == VerificationStatus.VERIFIED
            ? unlessAnswered("blocklist", () -> blocklist.get().of(envelope))
            : Optional.empty();
    if (block.isPresent()) {
      withhold(transaction, record, block.get());
      return;
    }
    Optional<ReportRow> report = reportOf(transaction, envelope);

    // Decode comes first, since every other stage works on the document and not on the request
    // around it.
    Decoded decoded = Decoder.decode(record, report.map(ReportRow::headerJson));
    if (!(decoded instanceof Decoded.Document document)) {
      Decoded.Unreadable unreadable = (Decoded.Unreadable) decoded;
      if (unreadable.reason().equals(Decoder.HEADER_UNKNOWN) && openings.mayCome(envelope)) {
        throw new DependencyDownException(
            "the opening of a report", new IOException(envelope.reportId() + " is not known yet"));
      }
      setAside(transaction, record, "decode", unreadable.reason(), unreadable.detail());
      return;
    }

    // Scrub is pure and cannot fail on what was decoded, so the line is made where it is needed:
    // when it is archived or asked for, by the same function.

    // Deduplicate before indexing: whichever sending is claimed first is the measurement, any
    // other becomes another name of it and never a second row (I5). Equal bytes are found before
    // equal content: the intake may have been without its look-up when it acknowledged them.
    Sha256 fingerprint;
    try {
      fingerprint = fingerprint(document, envelope);
    } catch (RuntimeException | StackOverflowError e) {
      setAside(
          transaction, record, "deduplicate", "fingerprint-failed", e.getClass().getSimpleName());
      return;
    }
    Optional<MeasurementUid> sameBytes = transaction.findPublished(envelope.identity());
    MeasurementUid canonical =
        sameBytes.isPresent()
            ? sameBytes.get()
            : transaction.claimFingerprint(fingerprint, envelope.uid());
    envelope
        .releases()
        .ifPresent(released -> transaction.release(released, canonical, envelope.identity()));
    if (!canonical.equals(envelope.uid())) {
      transaction.addAlias(envelope.uid(), canonical, envelope.identity());
      // Were the published document to name another than the one who has proven to have made it,
      // raising it would make that name look proven.
      if (envelope.verification() == VerificationStatus.VERIFIED
          && !envelope.has(Mark.PROBE_ID_DIFFERS)) {
        // Its proof came after the bytes, or was looked at after they were acknowledged.
        transaction.raiseToVerified(canonical, envelope.identity());
      }
      return;
    }

    // Index last: a row is the promise that the measurement can be read.
    transaction.addMeasurement(
        RowExtractor.row(
            envelope,
            document.fields(),
            marks(envelope, report),
            fingerprint,
            new Location.InJournal(position.text())));
  }

  /// Every single-request submission is given a report id of its own, so counting only within the
  /// report would publish each retry again (U14, P69).
  private static Sha256 fingerprint(Decoded.Document document, Envelope envelope) {
    boolean acrossReports =
        document.fields().isSelfDescribing() || envelope.route() == Route.SUBMIT;
    return ContentFingerprint.ofRead(
        document.bytes(), document.offset(), document.length(), acrossReports, envelope.reportId());
  }

  private void withhold(CatalogueTransaction transaction, JournalRecord record, Block block) {
    SetAside decision =
        unlessAnswered(
            "quarantine",
            () ->
                quarantine.setAside(
                    record,
                    "block",
                    block.quarantineReason(),
                    block.sentence(),
                    1,
                    clock.instant()));
    count(transaction, decision);
  }

  /// It has come all the way, which is what it was sent for. Counted like everything that was
  /// accepted (I6), under a stage of its own, and never published.
  private void keepCanary(CatalogueTransaction transaction, JournalRecord record) {
    String canary = Mark.CANARY.token();
    SetAside decision =
        unlessAnswered(
            "quarantine",
            () ->
                quarantine.setAside(
                    record, canary, canary, "sent by the fleet itself", 1, clock.instant()));
    count(transaction, decision);
  }

  private static Set<String> marks(Envelope envelope, Optional<ReportRow> report) {
    boolean afterClose =
        report
            .flatMap(ReportRow::closedAt)
            .filter(closed -> closed.isBefore(envelope.submittedAt()))
            .isPresent();
    if (!afterClose || envelope.has(Mark.AFTER_CLOSE)) {
      return envelope.marks();
    }
    Set<String> marks = new TreeSet<>(envelope.marks());
    marks.add(Mark.AFTER_CLOSE.token());
    return marks;
  }

  /// A single-request submission belongs to no report that could have a header or be closed.
  private static Optional<ReportRow> reportOf(CatalogueTransaction transaction, Envelope envelope) {
    return switch (envelope.route()) {
      case OONIB, REPORT -> transaction.findReport(envelope.reportId());
      case SUBMIT -> Optional.empty();
    };
  }

  /// Remembers the header of a report that was opened.
  void rememberIfOpened(CatalogueTransaction transaction, Entry entry) {
    if (!(entry instanceof Entry.Intact(Position _, JournalRecord record))
        || record.envelope().kind() != RecordKind.REPORT_OPENED) {
      return;
    }
    Envelope envelope = record.envelope();
    Optional<String> header = ReportHeader.fromCreateRequest(record.body());
    if (header.isPresent()) {
      transaction.putReport(envelope.reportId(), header.get(), envelope.receivedAt());
    } else {
      log.error("the opening {} cannot be read and is set aside", envelope.uid());
      unlessAnswered(
          "quarantine",
          () ->
              quarantine.setAside(
                  record,
                  "decode",
                  "report-header-unreadable",
                  "the create request gives no header",
                  0,
                  clock.instant()));
    }
  }

  private void setAside(
      CatalogueTransaction transaction,
      JournalRecord record,
      String stage,
      String reason,
      String detail) {
    log.warn("{} is set aside in {}: {}", record.envelope().uid(), stage, reason);
    SetAside decision =
        unlessAnswered(
            "quarantine",
            () -> quarantine.setAside(record, stage, reason, detail, 1, clock.instant()));
    count(transaction, decision);
  }

  private void setAside(CatalogueTransaction transaction, Entry.Damaged damaged) {
    log.error(
        "damaged bytes at {} of the journal are set aside ({} measurements): {}",
        damaged.position(),
        damaged.measurements(),
        damaged.problem());
    SetAside decision =
        unlessAnswered(
            "quarantine",
            () ->
                quarantine.setAsideDamaged(
                    damaged.position(),
                    damaged.bytes(),
                    damaged.problem(),
                    damaged.measurements(),
                    clock.instant()));
    count(transaction, decision);
  }

  /// Counts a decision in the ledger.
  static void count(CatalogueTransaction transaction, SetAside decision) {
    for (int i = 0; i < decision.measurements(); i++) {
      // Damaged bytes may have been several measurements, and each counts.
      String uid = i == 0 ? decision.uid() : decision.uid() + '#' + i;
      transaction.addQuarantined(
          uid, decision.stage(), decision.reason(), decision.file(), decision.at());
    }
  }
}
