package org.holdfast.model.document;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.holdfast.model.Sha256;

/// When two submissions are the same measurement as far as their bytes tell (invariant I5, first
/// half): the SHA-256 of the document as received. A document that does not say itself where and
/// when it was measured (old YAML entries, bare objects) counts only within its report, since two
/// probes may well send the same few bytes.
public final class SubmissionIdentity {
  private SubmissionIdentity() {}

  /// @param selfDescribing see [MeasurementFields#isSelfDescribing()]; false for YAML entries, true
  ///   for single-request submissions, each of which has a report of its own
  public static Sha256 of(Sha256 document, boolean selfDescribing, String reportId) {
    if (selfDescribing) {
      return document;
    }
    MessageDigest digest = Sha256.newDigest();
    digest.update(document.toBytes());
    digest.update(reportId.getBytes(StandardCharsets.UTF_8));
    return Sha256.fromBytes(digest.digest());
  }
}
