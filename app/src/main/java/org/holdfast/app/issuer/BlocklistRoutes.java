package org.holdfast.app.issuer;

import java.time.Clock;
import java.util.Map;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Request;
import org.holdfast.edge.Routes;
import org.holdfast.pipeline.block.Block;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `GET /api/v1/credentials/blocked`: all blocks there ever were, dated, with the operator's reason
/// and how many measurements each withholds at the moment (invariant I9).
///
/// A probe id is known to whoever has read what the probe published, and names it in one network
/// only, so that the list tells nothing about anybody's other networks.
public final class BlocklistRoutes {
  private final LiveBlocklist blocklist;
  private final Catalogue catalogue;
  private final Clock clock;

  private BlocklistRoutes(LiveBlocklist blocklist, Catalogue catalogue, Clock clock) {
    this.blocklist = blocklist;
    this.catalogue = catalogue;
    this.clock = clock;
  }

  /// The table.
  public static Routes create(LiveBlocklist blocklist, Catalogue catalogue, Clock clock) {
    BlocklistRoutes routes = new BlocklistRoutes(blocklist, catalogue, clock);
    return Routes.builder().get("/api/v1/credentials/blocked", routes::list).build();
  }

  private Reply list(Request request) {
    Map<String, Long> withheld = catalogue.countSetAside("block");
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode blocks = answer.putArray("blocks");
    for (Block block : blocklist.current().blocks()) {
      ObjectNode one = blocks.addObject();
      one.put("id", block.id()).put("probe_id", block.probeId().hex());
      one.put("probe_cc", block.network().countryCode().text());
      one.put("probe_asn", block.network().asn().toString());
      one.put("from", block.from().toString()).put("until", block.end().toString());
      one.put("in_force", block.isInForce(clock.instant()));
      one.put("reason", block.reason());
      one.put("withheld", withheld.getOrDefault(block.quarantineReason(), 0L));
    }
    return Reply.json(answer).with("Cache-Control", "max-age=60");
  }
}
