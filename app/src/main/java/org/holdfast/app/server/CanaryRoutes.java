package org.holdfast.app.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.time.Duration;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.CatalogueUnavailableException;
import org.holdfast.edge.Endpoint;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Routes;
import org.holdfast.model.Sha256;
import org.holdfast.model.envelope.Mark;
import org.holdfast.model.id.FleetKey;
import tools.jackson.databind.node.JsonNodeFactory;

/// `GET /canary/{uid}`, on a successor's private listener only: 200 if that canary measurement has
/// come through journal and pipeline to the catalogue this process reads, 404 if not yet. The
/// public read API knows no canaries.
final class CanaryRoutes {
  private static final String HEADER = "Holdfast-Canary";
  private static final Duration AGAIN = Duration.ofSeconds(2);

  private CanaryRoutes() {}

  /// `GET /fleet/v1/canary/{uid}`, beside the read API: the same for bouncers of this fleet, which
  /// show it by a MAC over the uid in `Holdfast-Canary`. To anybody else there is no such route.
  static Routes stream(Catalogue catalogue, FleetKey key) {
    Routes stream = create(catalogue);
    Endpoint found = stream.find("GET", "/canary/x").orElseThrow().endpoint();
    return Routes.builder()
        .get(
            "/fleet/v1/canary/{uid}",
            request -> {
              byte[] uid = request.pathParameter("uid").getBytes(UTF_8);
              byte[] right = key.canaryToken(Sha256.of(uid)).hex().getBytes(UTF_8);
              byte[] said = request.header(HEADER).orElse("").getBytes(UTF_8);
              if (!MessageDigest.isEqual(right, said)) {
                return Refusal.framework(404, "Not Found").toReply();
              }
              try {
                return found.handle(request);
              } catch (CatalogueUnavailableException e) {
                return Refusal.unavailable("the catalogue is away", "catalogue-away", AGAIN)
                    .toReply();
              }
            })
        .build();
  }

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
