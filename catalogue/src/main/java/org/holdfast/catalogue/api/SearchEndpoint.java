package org.holdfast.catalogue.api;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.edge.Endpoint;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Request;

/// `GET /api/v1/measurements` (pipeline contract §4.1).
final class SearchEndpoint implements Endpoint {
  private static final Set<String> REPLACED_IN_NEXT_URL =
      Set.of("offset", "cursor", "since", "until");

  private final Catalogue catalogue;
  private final Clock clock;
  private final Links links;
  private final int resultsMax;

  SearchEndpoint(Catalogue catalogue, Clock clock, Links links, int resultsMax) {
    this.catalogue = catalogue;
    this.clock = clock;
    this.links = links;
    this.resultsMax = resultsMax;
  }

  @Override
  public Reply handle(Request request) {
    Instant asked = clock.instant();
    Search search = Search.parse(request, asked, resultsMax);
    List<MeasurementRow> rows = catalogue.search(search.query());
    Duration took = Duration.between(asked, clock.instant());
    SearchAnswer answer = new SearchAnswer(search, rows, nextUrl(request, search, rows), took);
    return new Reply(
        200,
        Map.of("Content-Type", "application/json", "Cache-Control", "public, max-age=10"),
        answer.toJson(row -> rawUrl(request, row)),
        true);
  }

  private String rawUrl(Request request, MeasurementRow row) {
    return links.to(
        request,
        "/api/v1/raw_measurement",
        List.of(Map.entry("measurement_uid", row.uid().text())));
  }

  /// Where the next page is, if this one is full. The time range is spelled out: by default it
  /// depends on today's date, and the pages of one search shall be of one range.
  private Optional<String> nextUrl(Request request, Search search, List<MeasurementRow> rows) {
    if (rows.isEmpty() || rows.size() < search.limit()) {
      return Optional.empty();
    }
    List<Map.Entry<String, String>> parameters = new ArrayList<>();
    search.query().since().ifPresent(t -> parameters.add(range(request, "since", t)));
    search.query().until().ifPresent(t -> parameters.add(range(request, "until", t)));
    request.queryParameters().stream()
        .filter(p -> !REPLACED_IN_NEXT_URL.contains(p.getKey()))
        .forEach(parameters::add);
    long before = (long) search.offset() + rows.size();
    parameters.add(Map.entry("offset", Long.toString(Math.min(before, Integer.MAX_VALUE))));
    parameters.add(Map.entry("cursor", Cursor.after(rows.getLast())));
    return Optional.of(links.to(request, "/api/v1/measurements", parameters));
  }

  private static Map.Entry<String, String> range(Request request, String name, Instant time) {
    return Map.entry(name, request.query(name).filter(t -> !t.isEmpty()).orElseGet(time::toString));
  }
}
