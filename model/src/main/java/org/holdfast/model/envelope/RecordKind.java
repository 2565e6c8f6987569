package org.holdfast.model.envelope;

/// The three kinds of journal record (design §3).
public enum RecordKind {
  /// A report was opened; the body is the create request.
  REPORT_OPENED("opened"),
  /// A measurement was handed in; the body is the request that carried it (see [Envelope#route]).
  MEASUREMENT_SUBMITTED("measurement"),
  /// A report was closed; the body is empty.
  REPORT_CLOSED("closed");

  private final String token;

  RecordKind(String token) {
    this.token = token;
  }

  /// The stable word that stands in envelopes.
  public String token() {
    return token;
  }
}
