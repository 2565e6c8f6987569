package org.holdfast.catalogue.api;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.holdfast.catalogue.MeasurementQuery;
import org.holdfast.catalogue.MeasurementQuery.After;
import org.holdfast.edge.Request;
import org.holdfast.model.Asn;

/// A search as asked for, with the defaults of pipeline contract §4.1 filled in.
///
/// @param query what the catalogue is asked
/// @param offset how many results come before this page, by the client's account
record Search(MeasurementQuery query, int offset) {
  private static final int DEFAULT_LIMIT = 100;
  private static final Duration DEFAULT_RANGE = Duration.ofDays(30);
  private static final Duration MAX_RANGE = Duration.ofDays(180);
  private static final int MIN_LENGTH = 3;

  /// @throws org.holdfast.edge.RefusedException 400 naming the parameter that cannot be used
  static Search parse(Request request, Instant now, int resultsMax) {
    Parameters parameters = new Parameters(request);
    Optional<String> reportId = parameters.text("report_id", MIN_LENGTH);
    Optional<String> input = parameters.text("input", MIN_LENGTH);
    TimeRange times = TimeRange.parse(parameters, reportId.isPresent(), now);
    Optional<After> after = parameters.text("cursor").map(Search::cursor);
    int offset = parameters.number("offset", 0, Integer.MAX_VALUE);
    refuseUnknownOrder(parameters);
    if (input.isEmpty()) {
      refuseCategory(parameters);
    }
    MeasurementQuery query =
        new MeasurementQuery(
            reportId,
            input,
            input.isPresent() ? List.of() : parameters.list("domain", MIN_LENGTH),
            countries(parameters),
            networks(parameters),
            parameters.list("test_name"),
            times.since(),
            times.until(),
            parameters.flag("confirmed"),
            parameters.flag("anomaly"),
            parameters.flag("failure"),
            parameters.list("software_version"),
            parameters.list("test_version"),
            parameters.list("engine_version"),
            parameters.text("ooni_run_link_id"),
            reportId.isEmpty(),
            after,
            descending(parameters),
            after.isPresent() ? 0 : offset,
            parameters.number("limit", Math.min(DEFAULT_LIMIT, resultsMax), resultsMax));
    return new Search(query, offset);
  }

  int limit() {
    return query.limit();
  }

  private static After cursor(String text) {
    return Cursor.parse(text)
        .orElseThrow(() -> Parameters.refused("cursor", "must be one from an earlier next_url"));
  }

  private static List<String> countries(Parameters parameters) {
    return parameters.list("probe_cc").stream()
        .map(
            code -> {
              if (!code.matches("[A-Za-z]{2}")) {
                throw Parameters.refused("probe_cc", "must list country codes of two letters");
              }
              return code.toUpperCase(Locale.ROOT);
            })
        .toList();
  }

  private static List<Long> networks(Parameters parameters) {
    return parameters.list("probe_asn").stream()
        .map(
            asn ->
                Asn.parseDigits(asn.regionMatches(true, 0, "AS", 0, 2) ? asn.substring(2) : asn)
                    .orElseThrow(
                        () ->
                            Parameters.refused(
                                "probe_asn", "must list networks as in AS30722 or 30722"))
                    .number())
        .toList();
  }

  private static void refuseUnknownOrder(Parameters parameters) {
    if (!parameters
        .text("order_by")
        .orElse("measurement_start_time")
        .equals("measurement_start_time")) {
      throw Parameters.refused("order_by", "must be measurement_start_time");
    }
  }

  private static void refuseCategory(Parameters parameters) {
    if (parameters.text("category_code").isPresent()) {
      throw Parameters.refused(
          "category_code", "is not supported by this server, which holds no test list");
    }
  }

  private static boolean descending(Parameters parameters) {
    return switch (parameters.text("order").orElse("desc").toLowerCase(Locale.ROOT)) {
      case "desc" -> true;
      case "asc" -> false;
      default -> throw Parameters.refused("order", "must be asc or desc");
    };
  }

  /// @param since exclusive
  /// @param until inclusive
  private record TimeRange(Optional<Instant> since, Optional<Instant> until) {

    /// A report's measurements are searched at any time, everything else in a range.
    static TimeRange parse(Parameters parameters, boolean ofOneReport, Instant now) {
      Optional<Instant> since = time(parameters, "since");
      Optional<Instant> until = time(parameters, "until");
      if (ofOneReport) {
        return new TimeRange(since, until);
      }
      Instant last = until.orElseGet(() -> tomorrow(now));
      Instant first = since.orElseGet(() -> last.minus(DEFAULT_RANGE));
      if (first.isAfter(last)) {
        throw Parameters.refused("since", "must not be after until, by default tomorrow");
      }
      if (Duration.between(first, last).compareTo(MAX_RANGE) > 0) {
        throw Parameters.refused(
            "since", "must be at most " + MAX_RANGE.toDays() + " days before until");
      }
      return new TimeRange(Optional.of(first), Optional.of(last));
    }

    private static Instant tomorrow(Instant now) {
      return now.atOffset(ZoneOffset.UTC)
          .toLocalDate()
          .plusDays(1)
          .atStartOfDay(ZoneOffset.UTC)
          .toInstant();
    }

    private static Optional<Instant> time(Parameters parameters, String name) {
      return parameters
          .text(name)
          .map(
              text ->
                  Times.parse(text)
                      .orElseThrow(
                          () ->
                              Parameters.refused(
                                  name, "must be a date or time as in 2026-06-11T09:10:11Z")));
    }
  }
}
