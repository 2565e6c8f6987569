package org.holdfast.pipeline.decode;

import org.holdfast.model.Sha256;
import org.holdfast.model.document.PublishedDocument;
import org.holdfast.model.envelope.Envelope;

/// Removes from a document what must not be public. A stage of its own so that more rules find
/// their place here: the submitter's own address left the body before the journal already (I8);
/// here `probe_ip`, which old clients fill in, becomes `127.0.0.1`.
public final class Scrubber {
  private Scrubber() {}

  /// The line that is published for a document, without a line feed. What was decoded can always be
  /// scrubbed, since the decoder has read it to its end.
  ///
  /// @param envelope of the record; says in which report it stands and who has proven to have made
  ///   it
  public static byte[] scrub(Decoded.Document document, Envelope envelope) {
    return PublishedDocument.ofRead(
        document.bytes(),
        document.offset(),
        document.length(),
        envelope.reportId(),
        envelope.probeId().map(Sha256::hex));
  }
}
