package org.holdfast.catalogue;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.holdfast.model.Sha256;
import org.holdfast.model.VantagePoint;
import org.holdfast.model.envelope.VerificationStatus;
import org.holdfast.model.id.MeasurementUid;

/// One published measurement as the index holds it (pipeline contract §1.6).
///
/// @param input empty text where the measurement has none
/// @param testName as claimed, with underscores
/// @param measurementStartTime the probe's clock, to the second; the receive time where the
///   document gives none that can be read
/// @param testStartTime likewise
/// @param scores JSON object text; `{}` while nothing is scored (D21)
/// @param domain authority part of the input URL, or empty
/// @param marks tokens of `Mark`
/// @param identity what makes two submissions the same by bytes
/// @param fingerprint what makes two submissions the same by content
public record MeasurementRow(
    MeasurementUid uid,
    String reportId,
    String input,
    VantagePoint vantagePoint,
    String testName,
    Instant measurementStartTime,
    Instant testStartTime,
    String softwareName,
    String softwareVersion,
    String testVersion,
    String engineName,
    String engineVersion,
    String platform,
    String architecture,
    double testRuntime,
    String domain,
    String scores,
    boolean anomaly,
    boolean confirmed,
    boolean failure,
    VerificationStatus verification,
    Set<String> marks,
    Optional<String> ooniRunLinkId,
    Sha256 identity,
    Sha256 fingerprint,
    Location location) {
  public MeasurementRow {
    marks = Set.copyOf(marks);
  }
}
