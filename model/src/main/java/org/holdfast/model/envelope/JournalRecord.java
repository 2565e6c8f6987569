package org.holdfast.model.envelope;

/// One record of the journal: the envelope and the body beside it. The array is shared, not copied:
/// nobody changes it after construction.
///
/// @param body what the probe sent after transport decoding, unchanged but for a scrubbed address
@SuppressWarnings(
    "ArrayRecordComponent") // bodies are large; equality goes by the envelope's digest
public record JournalRecord(Envelope envelope, byte[] body) {
  public JournalRecord {
    if (body.length != envelope.bodyLength()) {
      throw new IllegalArgumentException("the body's length differs from the envelope's");
    }
  }
}
