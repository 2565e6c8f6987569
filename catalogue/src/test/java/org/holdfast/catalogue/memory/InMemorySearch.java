package org.holdfast.catalogue.memory;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.holdfast.catalogue.MeasurementQuery;
import org.holdfast.catalogue.MeasurementRow;

/// Looks at every row.
final class InMemorySearch {
  static final Comparator<MeasurementRow> ORDER =
      Comparator.comparing(MeasurementRow::measurementStartTime)
          .thenComparing(row -> row.uid().text());

  private InMemorySearch() {}

  static List<MeasurementRow> search(Collection<MeasurementRow> rows, MeasurementQuery query) {
    Comparator<MeasurementRow> order = query.descending() ? ORDER.reversed() : ORDER;
    return rows.stream()
        .filter(row -> fits(row, query))
        .filter(row -> query.after().isEmpty() || comesAfter(row, query))
        .sorted(order)
        .skip(query.offset())
        .limit(query.limit())
        .toList();
  }

  private static boolean comesAfter(MeasurementRow row, MeasurementQuery query) {
    MeasurementQuery.After after = query.after().orElseThrow();
    int order = row.measurementStartTime().compareTo(after.measurementStartTime());
    if (order == 0) {
      order = row.uid().text().compareTo(after.uid());
    }
    return query.descending() ? order < 0 : order > 0;
  }

  private static boolean fits(MeasurementRow row, MeasurementQuery query) {
    return is(query.reportId(), row.reportId())
        && is(query.input(), row.input())
        && isAmong(query.domains(), row.domain())
        && isAmong(query.countryCodes(), row.vantagePoint().countryCode().text())
        && isAmong(query.asns(), row.vantagePoint().asn().number())
        && isAmong(query.testNames(), row.testName())
        && query.since().map(row.measurementStartTime()::isAfter).orElse(true)
        && query.until().map(until -> !row.measurementStartTime().isAfter(until)).orElse(true)
        && is(query.confirmed(), row.confirmed())
        && is(query.anomaly(), row.anomaly())
        && is(query.failure(), row.failure())
        && isAmong(query.softwareVersions(), row.softwareVersion())
        && isAmong(query.testVersions(), row.testVersion())
        && isAmong(query.engineVersions(), row.engineVersion())
        && (query.ooniRunLinkId().isEmpty() || query.ooniRunLinkId().equals(row.ooniRunLinkId()))
        && (!query.excludeUnknownVantage() || isKnownOrAskedFor(row, query));
  }

  private static boolean isKnownOrAskedFor(MeasurementRow row, MeasurementQuery query) {
    return (!row.vantagePoint().countryCode().isUnknown() || !query.countryCodes().isEmpty())
        && (!row.vantagePoint().asn().isUnknown() || !query.asns().isEmpty());
  }

  private static <T> boolean is(Optional<T> wanted, T actual) {
    return wanted.isEmpty() || wanted.get().equals(actual);
  }

  private static <T> boolean isAmong(List<T> wanted, T actual) {
    return wanted.isEmpty() || wanted.contains(actual);
  }
}
