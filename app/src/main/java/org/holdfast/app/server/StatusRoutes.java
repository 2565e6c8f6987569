package org.holdfast.app.server;

import java.util.List;
import org.holdfast.app.build.BuildInfo;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Routes;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What probes and their users ask about the server as a whole (probe-services §7.2): `GET /health`
/// (P83) and `GET /version` (P84).
final class StatusRoutes {
  private StatusRoutes() {}

  static Routes create(Readiness readiness, BuildInfo build) {
    return Routes.builder()
        .get("/health", request -> health(readiness.waitsFor(), build))
        .get(
            "/version",
            request -> Reply.json(version(JsonNodeFactory.instance.objectNode(), build)))
        .build();
  }

  private static Reply health(List<String> errors, BuildInfo build) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("status", errors.isEmpty() ? "ok" : "fail");
    errors.forEach(body.putArray("errors")::add);
    return Reply.json(errors.isEmpty() ? 200 : 503, version(body, build))
        .with("Cache-Control", "no-cache");
  }

  private static ObjectNode version(ObjectNode body, BuildInfo build) {
    return body.put("version", build.version()).put("build_label", build.label());
  }
}
