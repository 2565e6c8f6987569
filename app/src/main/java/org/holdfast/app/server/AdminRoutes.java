package org.holdfast.app.server;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Routes;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What operators and their monitoring ask.
///
/// | route | answer |
/// |---|---|
/// | `GET /health/live` | 200 `{"status":"live"}` as long as the process answers at all |
/// | `GET /health/ready` | 200 `{"status":"ready","waits_for":[]}`, or 503 with `waiting` and what it waits for; `notes` beside it where something is wrong that nothing waits for |
/// | `GET /metrics` | Prometheus text format |
final class AdminRoutes {
  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private AdminRoutes() {}

  static Routes create(Readiness readiness, PrometheusMeterRegistry meters) {
    return Routes.builder()
        .get("/health/live", request -> Reply.json(status("live")))
        .get("/health/ready", request -> ready(readiness.waitsFor(), readiness.notes()))
        .get("/metrics", request -> Reply.text(200, PROMETHEUS_TEXT, meters.scrape()))
        .build();
  }

  private static Reply ready(List<String> waitsFor, List<String> notes) {
    ObjectNode body = status(waitsFor.isEmpty() ? "ready" : "waiting");
    waitsFor.forEach(body.putArray("waits_for")::add);
    if (!notes.isEmpty()) {
      notes.forEach(body.putArray("notes")::add);
    }
    return Reply.json(waitsFor.isEmpty() ? 200 : 503, body);
  }

  private static ObjectNode status(String status) {
    return JsonNodeFactory.instance.objectNode().put("status", status);
  }
}
