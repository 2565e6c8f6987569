package org.holdfast.catalogue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A search as `GET /api/v1/measurements` states it (pipeline contract §4.1). Empty lists and empty
/// optionals do not filter.
///
/// @param since start time strictly after this
/// @param until start time up to and including this
/// @param excludeUnknownVantage leave out `ZZ` unless countries are asked for, and AS0 unless
///   networks are
/// @param after continue after this row in the order (start time, uid); exclusive with `offset`
/// @param descending newest first
/// @param limit at most so many rows
public record MeasurementQuery(
    Optional<String> reportId,
    Optional<String> input,
    List<String> domains,
    List<String> countryCodes,
    List<Long> asns,
    List<String> testNames,
    Optional<Instant> since,
    Optional<Instant> until,
    Optional<Boolean> confirmed,
    Optional<Boolean> anomaly,
    Optional<Boolean> failure,
    List<String> softwareVersions,
    List<String> testVersions,
    List<String> engineVersions,
    Optional<String> ooniRunLinkId,
    boolean excludeUnknownVantage,
    Optional<After> after,
    boolean descending,
    int offset,
    int limit) {

  public MeasurementQuery {
    domains = List.copyOf(domains);
    countryCodes = List.copyOf(countryCodes);
    asns = List.copyOf(asns);
    testNames = List.copyOf(testNames);
    softwareVersions = List.copyOf(softwareVersions);
    testVersions = List.copyOf(testVersions);
    engineVersions = List.copyOf(engineVersions);
  }

  /// A place in the result order.
  public record After(Instant measurementStartTime, String uid) {}
}
