package org.holdfast.catalogue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Builds searches for tests: everything, oldest first, changed where a test cares.
public final class Queries {
  private Optional<String> reportId = Optional.empty();
  private Optional<String> input = Optional.empty();
  private List<String> domains = List.of();
  private List<String> countries = List.of();
  private List<Long> asns = List.of();
  private List<String> tests = List.of();
  private Optional<Instant> since = Optional.empty();
  private Optional<Instant> until = Optional.empty();
  private Optional<Boolean> confirmed = Optional.empty();
  private Optional<Boolean> anomaly = Optional.empty();
  private Optional<Boolean> failure = Optional.empty();
  private List<String> softwareVersions = List.of();
  private List<String> testVersions = List.of();
  private List<String> engineVersions = List.of();
  private Optional<String> runLink = Optional.empty();
  private boolean excludeUnknown;
  private Optional<MeasurementQuery.After> after = Optional.empty();
  private boolean descending;
  private int offset;
  private int limit = 1000;

  private Queries() {}

  public static Queries everything() {
    return new Queries();
  }

  public Queries report(String id) {
    this.reportId = Optional.of(id);
    return this;
  }

  public Queries input(String text) {
    this.input = Optional.of(text);
    return this;
  }

  public Queries domains(String... wanted) {
    this.domains = List.of(wanted);
    return this;
  }

  public Queries countries(String... wanted) {
    this.countries = List.of(wanted);
    return this;
  }

  public Queries asns(Long... wanted) {
    this.asns = List.of(wanted);
    return this;
  }

  public Queries tests(String... wanted) {
    this.tests = List.of(wanted);
    return this;
  }

  public Queries between(Instant exclusive, Instant inclusive) {
    this.since = Optional.of(exclusive);
    this.until = Optional.of(inclusive);
    return this;
  }

  public Queries confirmed(boolean wanted) {
    this.confirmed = Optional.of(wanted);
    return this;
  }

  public Queries anomaly(boolean wanted) {
    this.anomaly = Optional.of(wanted);
    return this;
  }

  public Queries failure(boolean wanted) {
    this.failure = Optional.of(wanted);
    return this;
  }

  public Queries software(String... wanted) {
    this.softwareVersions = List.of(wanted);
    return this;
  }

  public Queries testVersions(String... wanted) {
    this.testVersions = List.of(wanted);
    return this;
  }

  public Queries engines(String... wanted) {
    this.engineVersions = List.of(wanted);
    return this;
  }

  public Queries runLink(String id) {
    this.runLink = Optional.of(id);
    return this;
  }

  public Queries knownVantageOnly() {
    this.excludeUnknown = true;
    return this;
  }

  public Queries after(MeasurementRow row) {
    this.after =
        Optional.of(new MeasurementQuery.After(row.measurementStartTime(), row.uid().text()));
    return this;
  }

  public Queries newestFirst() {
    this.descending = true;
    return this;
  }

  public Queries page(int skipped, int size) {
    this.offset = skipped;
    this.limit = size;
    return this;
  }

  public MeasurementQuery query() {
    return new MeasurementQuery(
        reportId,
        input,
        domains,
        countries,
        asns,
        tests,
        since,
        until,
        confirmed,
        anomaly,
        failure,
        softwareVersions,
        testVersions,
        engineVersions,
        runLink,
        excludeUnknown,
        after,
        descending,
        offset,
        limit);
  }
}
