package org.holdfast.collector;

import org.holdfast.model.Sha256;
import org.holdfast.model.document.SubmissionIdentity;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.id.FleetKey;

/// Recognises what is handed in, and makes journal records of it.
final class SubmissionRecords {
  private final EnvelopeWriter envelopes;
  private final FleetKey fleetKey;

  SubmissionRecords(EnvelopeWriter envelopes, FleetKey fleetKey) {
    this.envelopes = envelopes;
    this.fleetKey = fleetKey;
  }

  /// The identity is published, and the digest beneath it is over the unscrubbed bytes: without the
  /// key, somebody could find a scrubbed address by trying all of them.
  Submission recognise(Incoming incoming) {
    Incoming.Document bytes = incoming.document();
    Sha256 document = Sha256.of(bytes.bytes(), bytes.offset(), bytes.length());
    Sha256 identity =
        fleetKey.conceal(
            SubmissionIdentity.of(document, incoming.selfDescribing(), incoming.reportId().text()));
    return new Submission(incoming, document, identity);
  }

  /// Scrubs before the envelope is written and before anything can reach a disk (I8).
  JournalRecord write(Submission submission) {
    Incoming incoming = submission.incoming();
    byte[] scrubbed = AddressScrubber.of(incoming.arrival().source()).scrub(incoming.body());
    Envelope envelope =
        envelopes.write(incoming, submission.document(), submission.identity(), scrubbed);
    return new JournalRecord(envelope, scrubbed);
  }
}
