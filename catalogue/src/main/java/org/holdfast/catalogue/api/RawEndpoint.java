package org.holdfast.catalogue.api;

import org.holdfast.edge.Endpoint;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Request;

/// `GET /api/v1/raw_measurement` (pipeline contract §4.3).
record RawEndpoint(MeasurementLookup measurements, RawAnswers raw) implements Endpoint {
  @Override
  public Reply handle(Request request) {
    return measurements
        .find(request)
        .map(
            found ->
                found.byUid()
                    ? raw.published(request, found.row())
                    : raw.publishedForNow(request, found.row()))
        .orElseGet(RawAnswers::unknown);
  }
}
