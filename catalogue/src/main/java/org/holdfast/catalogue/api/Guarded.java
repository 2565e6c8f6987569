package org.holdfast.catalogue.api;

import java.time.Duration;
import org.holdfast.catalogue.CatalogueUnavailableException;
import org.holdfast.catalogue.QueryTooExpensiveException;
import org.holdfast.edge.Endpoint;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;

/// An endpoint over the catalogue, with the catalogue's failures turned into answers.
record Guarded(Endpoint endpoint) implements Endpoint {
  private static final Logger LOG = LoggerFactory.getLogger(Guarded.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  @Override
  public Reply handle(Request request) throws InterruptedException {
    try {
      return endpoint.handle(request);
    } catch (QueryTooExpensiveException e) {
      throw tooExpensive(e).asException();
    } catch (CatalogueUnavailableException e) {
      if (e.getCause() == null) {
        LOG.warn("the catalogue cannot answer: {}", e.getMessage());
      } else {
        LOG.warn("the catalogue cannot answer", e);
      }
      throw Refusal.unavailable(
              "the index of measurements is unavailable, try again", "catalogue", RETRY_AFTER)
          .asException();
    }
  }

  /// D41: names the bound.
  private static Refusal tooExpensive(QueryTooExpensiveException e) {
    var detail =
        JsonNodeFactory.instance
            .objectNode()
            .put("bound", "query_time")
            .put("seconds", e.bound().toNanos() / 1e9)
            .put("message", "the search took too long; narrow it by time, country or network");
    return Refusal.of(400, "query-too-expensive", detail, "query-too-expensive");
  }
}
