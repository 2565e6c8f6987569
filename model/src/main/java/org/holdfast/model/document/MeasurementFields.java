package org.holdfast.model.document;

import java.util.Optional;
import java.util.Set;

/// The top-level members of a measurement document (df-000) that the server acts on or indexes. A
/// member that is absent, null or of another type than a string is empty; the names of those
/// present with an unexpected type (null included, but for `input`, where it is usual) stand in
/// `mistyped`, such as `probe_cc`, `annotations` or `annotations.platform`.
///
/// @param input a list input (meek) stands as `{a,b}`
/// @param platform `annotations.platform`; likewise `architecture`, `engineName`, `engineVersion`
/// @param testRuntime `test_runtime` in seconds where it is a number
/// @param testHelperAddress `test_helpers.backend` as a string, or its `address`
/// @param testHelperType `test_helpers.backend.type`
/// @param ooniRunLinkId `annotations.ooni_run_link_id`, a string or an integer
/// @param probeId what the document says of who made it; anybody can write that
public record MeasurementFields(
    Optional<String> reportId,
    Optional<String> probeCc,
    Optional<String> probeAsn,
    Optional<String> testName,
    Optional<String> input,
    Optional<String> measurementStartTime,
    Optional<String> testStartTime,
    Optional<String> softwareName,
    Optional<String> softwareVersion,
    Optional<String> testVersion,
    Optional<String> dataFormatVersion,
    Optional<String> platform,
    Optional<String> architecture,
    Optional<String> engineName,
    Optional<String> engineVersion,
    Optional<Double> testRuntime,
    Optional<String> testHelperAddress,
    Optional<String> testHelperType,
    Optional<String> ooniRunLinkId,
    Optional<String> probeId,
    Set<String> mistyped) {

  public MeasurementFields {
    mistyped = Set.copyOf(mistyped);
  }

  /// Whether the document names its own nettest, vantage point and time, so that it is recognisable
  /// without the report it was sent in.
  public boolean isSelfDescribing() {
    return testName.isPresent()
        && probeCc.isPresent()
        && probeAsn.isPresent()
        && (measurementStartTime.isPresent() || testStartTime.isPresent());
  }
}
