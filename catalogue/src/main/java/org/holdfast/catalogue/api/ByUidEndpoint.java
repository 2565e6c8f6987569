package org.holdfast.catalogue.api;

import java.util.function.BiFunction;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.edge.Endpoint;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Request;

/// `GET /api/v1/measurement/{uid}` and what stands below it.
record ByUidEndpoint(
    MeasurementLookup measurements, BiFunction<Request, MeasurementRow, Reply> answer)
    implements Endpoint {
  @Override
  public Reply handle(Request request) {
    return measurements
        .byUid(request.pathParameter("uid"))
        .map(row -> answer.apply(request, row))
        .orElseGet(RawAnswers::unknown);
  }
}
