package org.holdfast.pipeline.decode;

import org.holdfast.model.document.PublishedDocument;

/// Removes from a document what must not be public. A stage of its own so that more rules find
/// their place here: the submitter's own address left the body before the journal already (I8);
/// here `probe_ip`, which old clients fill in, becomes `127.0.0.1`.
public final class Scrubber {
  private Scrubber() {}

  /// The line that is published for a document, without a line feed. What was decoded can always be
  /// scrubbed, since the decoder has read it to its end.
  public static byte[] scrub(Decoded.Document document, String reportId) {
    return PublishedDocument.ofRead(
        document.bytes(), document.offset(), document.length(), reportId);
  }
}
