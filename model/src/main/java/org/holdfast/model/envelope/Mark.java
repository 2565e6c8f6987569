package org.holdfast.model.envelope;

/// Something worth knowing about a submission that was accepted all the same (invariant I7). The
/// envelope holds the [#token], so that an older reader keeps marks it does not know.
public enum Mark {
  /// The report id does not verify under the fleet key (U2).
  UNATTESTED("unattested"),
  /// The report had been closed before (U2). Found by the pipeline or claimed by a collector.
  AFTER_CLOSE("after-close"),
  /// Document and report id disagree in country, network or nettest (U4).
  INCONSISTENT_WITH_REPORT("inconsistent-with-report"),
  /// `probe_cc`, `probe_asn` or `test_name` break the rules of probe-services §3.3 (U4).
  BAD_METADATA("bad-metadata"),
  /// The submitter's own address stood in the body and was replaced before storing (I8).
  ADDRESS_SCRUBBED("address-scrubbed"),
  /// The document calls its author otherwise than it has proven to be called; what is published
  /// says what was proven (P49).
  PROBE_ID_DIFFERS("probe-id-differs"),
  /// We sent it ourselves to see whether a collector works (design §7); it says nothing about any
  /// network. Kept in the quarantine, where it is counted, and never published.
  CANARY("canary");

  private final String token;

  Mark(String token) {
    this.token = token;
  }

  /// The stable word that stands in envelopes, manifests and the catalogue.
  public String token() {
    return token;
  }
}
