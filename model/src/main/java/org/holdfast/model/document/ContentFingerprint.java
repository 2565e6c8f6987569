package org.holdfast.model.document;

import java.util.Set;
import org.holdfast.model.Sha256;
import org.holdfast.model.json.CanonicalJson;
import org.holdfast.model.json.UnreadableJsonException;

/// When two submissions are the same measurement whatever their spelling (invariant I5, second
/// half): SHA-256 of the canonical form (RFC 8785) without `report_id` and `probe_id`, which differ
/// between two sendings of one measurement. As with [SubmissionIdentity], a document that is not
/// self-describing counts only within its report.
public final class ContentFingerprint {
  private static final Set<String> DIFFERING_MEMBERS = Set.of("report_id", "probe_id");

  private ContentFingerprint() {}

  /// @param selfDescribing see [MeasurementFields#isSelfDescribing()]; false for YAML entries
  /// @throws UnreadableJsonException if it is not exactly one JSON value
  public static Sha256 of(
      byte[] bytes, int offset, int length, boolean selfDescribing, String reportId)
      throws UnreadableJsonException {
    byte[] canonical = CanonicalJson.canonicalise(bytes, offset, length, DIFFERING_MEMBERS);
    return SubmissionIdentity.of(Sha256.of(canonical), selfDescribing, reportId);
  }

  /// As [#of], for a document that [MeasurementScanner] or [AppendRequest] has read, which makes
  /// another parse unnecessary.
  public static Sha256 ofRead(
      byte[] bytes, int offset, int length, boolean selfDescribing, String reportId) {
    byte[] canonical = CanonicalJson.canonicaliseRead(bytes, offset, length, DIFFERING_MEMBERS);
    return SubmissionIdentity.of(Sha256.of(canonical), selfDescribing, reportId);
  }
}
