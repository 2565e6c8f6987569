package org.holdfast.pipeline.archive;

import static org.holdfast.pipeline.work.DependencyDownException.unlessAnswered;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.holdfast.journal.Journal;
import org.holdfast.model.Sha256;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.id.CollectorId;
import org.holdfast.pipeline.decode.ReportHeader;
import org.holdfast.pipeline.work.DependencyDownException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps what the journal knows of reports as such beside the measurements: without it an entry
/// that is appended after the opening has left the journal could not be read by a catalogue that
/// was begun afresh (invariant I2).
///
/// An object is named by its digest, so that a round which is repeated after a failure puts the
/// same object again.
final class ReportArchive {
  /// Apart from the measurements, where readers of OONI's layout do not look.
  static final String ROOT = "reports/";

  static final String ENDING = ".ndjson.gz";

  private static final Logger log = LoggerFactory.getLogger(ReportArchive.class);

  private final Journal journal;
  private final ObjectStore store;
  private final Path work;
  private final CollectorId collector;
  private int roundsUnread;

  /// @param work for the file while it is made
  ReportArchive(Journal journal, ObjectStore store, Path work, CollectorId collector) {
    this.journal = journal;
    this.store = store;
    this.work = work;
    this.collector = collector;
  }

  /// Writes what these records say to one object; durable when this returns.
  void archive(List<WaitingRecord> records) {
    if (!records.isEmpty()) {
      unlessAnswered("archive", () -> put(records));
      roundsUnread = 0;
    }
  }

  private Path put(List<WaitingRecord> records) throws IOException {
    Path file = work.resolve("reports" + ENDING);
    int notes = 0;
    try (ReportNotesFile.Sink sink = ReportNotesFile.Sink.open(file)) {
      for (WaitingRecord record : records) {
        Optional<ReportNote> note = note(record);
        if (note.isPresent()) {
          sink.add(note.get());
          notes++;
        }
      }
    }
    if (notes > 0) {
      store.put(key(records.getFirst().uid().hour(), file), file);
    }
    Files.delete(file);
    return file;
  }

  private String key(String hour, Path file) throws IOException {
    return ROOT
        + hour.substring(0, 8)
        + '/'
        + hour.substring(8)
        + '/'
        + hour
        + "_reports.n"
        + collector
        + '.'
        + Sha256.of(Files.readAllBytes(file)).hex()
        + ENDING;
  }

  /// What a record says; empty where it cannot be read (again), as an opening whose request is no
  /// header.
  private Optional<ReportNote> note(WaitingRecord place) {
    Optional<JournalRecord> found = unlessAnswered("journal", () -> journal.read(place.position()));
    if (found.isEmpty()) {
      giveUpInTheEnd(place);
      return Optional.empty();
    }
    Envelope envelope = found.get().envelope();
    return switch (envelope.kind()) {
      case REPORT_OPENED ->
          ReportHeader.fromCreateRequest(found.get().body())
              .map(
                  header ->
                      new ReportNote.Opened(envelope.reportId(), envelope.receivedAt(), header));
      case REPORT_CLOSED ->
          Optional.of(new ReportNote.Closed(envelope.reportId(), envelope.receivedAt()));
      case MEASUREMENT_SUBMITTED -> Optional.empty();
    };
  }

  /// The cursor gave it and it cannot be read again: as for measurements, the round fails and is
  /// repeated for a while.
  private void giveUpInTheEnd(WaitingRecord place) {
    if (roundsUnread < LostRecords.PATIENT_ROUNDS) {
      roundsUnread++;
      throw new DependencyDownException(
          "journal", new IOException(place.uid() + " was in the journal and is not now"));
    }
    log.error(
        "{} is LOST: an opening or closing at {} of the journal cannot be read again",
        place.uid(),
        place.position());
  }
}
