package org.holdfast.catalogue;

import java.time.Instant;
import org.holdfast.model.envelope.VerificationStatus;
import org.holdfast.model.id.MeasurementUid;

/// A copy of a row in which single members are changed.
public final class RowCopy {
  private final MeasurementRow row;
  private MeasurementUid uid;
  private Instant startTime;
  private double runtime;
  private Location location;
  private VerificationStatus verification;

  private RowCopy(MeasurementRow row) {
    this.row = row;
    this.uid = row.uid();
    this.startTime = row.measurementStartTime();
    this.runtime = row.testRuntime();
    this.location = row.location();
    this.verification = row.verification();
  }

  public static RowCopy of(MeasurementRow row) {
    return new RowCopy(row);
  }

  public RowCopy uid(MeasurementUid another) {
    this.uid = another;
    return this;
  }

  public RowCopy startTime(Instant time) {
    this.startTime = time;
    return this;
  }

  public RowCopy runtime(double seconds) {
    this.runtime = seconds;
    return this;
  }

  public RowCopy location(Location place) {
    this.location = place;
    return this;
  }

  public RowCopy verified() {
    this.verification = VerificationStatus.VERIFIED;
    return this;
  }

  public MeasurementRow row() {
    return new MeasurementRow(
        uid,
        row.reportId(),
        row.input(),
        row.vantagePoint(),
        row.testName(),
        startTime,
        row.testStartTime(),
        row.softwareName(),
        row.softwareVersion(),
        row.testVersion(),
        row.engineName(),
        row.engineVersion(),
        row.platform(),
        row.architecture(),
        runtime,
        row.domain(),
        row.scores(),
        row.anomaly(),
        row.confirmed(),
        row.failure(),
        verification,
        row.marks(),
        row.ooniRunLinkId(),
        row.identity(),
        row.fingerprint(),
        location);
  }
}
