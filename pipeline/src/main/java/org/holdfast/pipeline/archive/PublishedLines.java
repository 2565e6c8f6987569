package org.holdfast.pipeline.archive;

import static org.holdfast.pipeline.work.DependencyDownException.unlessAnswered;

import java.util.Optional;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.CatalogueTransaction.ReportRow;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.envelope.Route;
import org.holdfast.pipeline.decode.Decoded;
import org.holdfast.pipeline.decode.Decoder;
import org.holdfast.pipeline.decode.Scrubber;

/// Makes published lines again. Each could be made when its record was indexed, so failing here
/// means that another release is running now: the bytes are kept for a third one.
final class PublishedLines {
  private final Catalogue catalogue;
  private final Withdrawals withdrawals;

  PublishedLines(Catalogue catalogue, Withdrawals withdrawals) {
    this.catalogue = catalogue;
    this.withdrawals = withdrawals;
  }

  /// The line of a measurement; empty if it could not be made and the record is set aside.
  Optional<byte[]> of(JournalRecord record) {
    // Outside: a catalogue that does not answer says nothing about the record.
    Optional<String> header = headerFor(record.envelope());
    String problem;
    try {
      switch (Decoder.decode(record, header)) {
        case Decoded.Document document -> {
          return Optional.of(Scrubber.scrub(document, record.envelope()));
        }
        case Decoded.Unreadable(String reason, String _) -> problem = reason;
      }
    } catch (RuntimeException e) {
      problem = e.getClass().getSimpleName();
    }
    withdrawals.notPublishable(record, problem);
    return Optional.empty();
  }

  private Optional<String> headerFor(Envelope envelope) {
    if (envelope.route() != Route.OONIB) {
      return Optional.empty();
    }
    return unlessAnswered(
        "catalogue",
        () ->
            catalogue.inTransaction(
                transaction ->
                    transaction.findReport(envelope.reportId()).map(ReportRow::headerJson)));
  }
}
