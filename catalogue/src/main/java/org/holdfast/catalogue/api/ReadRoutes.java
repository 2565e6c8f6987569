package org.holdfast.catalogue.api;

import java.time.Clock;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.StoredBodies;
import org.holdfast.edge.Routes;

/// The routes of the read API; see the package's page for what they answer.
public final class ReadRoutes {
  private ReadRoutes() {}

  /// The routes, to be joined with those of other parts.
  ///
  /// @param bodies where the bytes of measurements are read from
  /// @param clock for the default time range of searches
  public static Routes create(
      Catalogue catalogue, StoredBodies bodies, Clock clock, ReadOptions options) {
    var links = new Links(options.publicUrl());
    var measurements = new MeasurementLookup(catalogue);
    var reader = new BodyReader(catalogue, bodies);
    var raw = new RawAnswers(reader);
    return Routes.builder()
        .get(
            "/api/v1/measurements",
            new Guarded(new SearchEndpoint(catalogue, clock, links, options.resultsMax())))
        .get("/api/v1/measurement_meta", new Guarded(new MetaEndpoint(measurements, reader)))
        .get("/api/v1/raw_measurement", new Guarded(new RawEndpoint(measurements, raw)))
        .get(
            "/api/v1/measurement/{uid}",
            new Guarded(new ByUidEndpoint(measurements, raw::published)))
        .get(
            "/api/v1/measurement/{uid}/body",
            new Guarded(new ByUidEndpoint(measurements, raw::asReceived)))
        .get(
            "/api/v1/measurement/{uid}/envelope",
            new Guarded(new ByUidEndpoint(measurements, raw::envelope)))
        .build();
  }
}
