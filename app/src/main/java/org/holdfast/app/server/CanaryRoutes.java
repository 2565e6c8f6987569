package org.holdfast.app.server;

import org.holdfast.catalogue.Catalogue;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Routes;
import org.holdfast.model.envelope.Mark;
import tools.jackson.databind.node.JsonNodeFactory;

/// `GET /canary/{uid}`, on a successor's private listener only: 200 if that canary measurement has
/// come through journal and pipeline to the catalogue this process reads, 404 if not yet. The
/// public read API knows no canaries.
final class CanaryRoutes {
  private CanaryRoutes() {}

  static Routes create(Catalogue catalogue) {
    return Routes.builder()
        .get(
            "/canary/{uid}",
            request ->
                catalogue
                    .findSetAside(request.pathParameter("uid"))
                    .filter(Mark.CANARY.token()::equals)
                    .map(stage -> Reply.json(JsonNodeFactory.instance.objectNode()))
                    .orElseGet(() -> Refusal.framework(404, "Not Found").toReply()))
        .build();
  }
}
