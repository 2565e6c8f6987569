package org.holdfast.model.envelope;

/// What became of the credential of a submission (probe-services contract §4.5).
public enum VerificationStatus {
  VERIFIED("verified"),
  UNVERIFIED("unverified"),
  FAILED("failed"),
  /// Acknowledged under pressure; what the proof is worth is looked at later, and told by another
  /// record of the same bytes.
  PENDING("pending");

  private final String wire;

  VerificationStatus(String wire) {
    this.wire = wire;
  }

  /// The word in answers and search results.
  public String wire() {
    return wire;
  }
}
