package org.holdfast.app.role;

import java.time.Clock;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.app.config.ListenerConfig;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.api.ReadOptions;
import org.holdfast.catalogue.api.ReadRoutes;
import org.holdfast.edge.Routes;
import org.holdfast.journal.Journal;
import org.holdfast.pipeline.archive.MeasurementBodies;
import org.holdfast.pipeline.archive.ObjectStore;

/// Answers searches and reads, from the catalogue and wherever the bytes are now.
public final class ApiRole {
  private ApiRole() {}

  public static Routes create(
      HoldfastConfig config,
      Journal journal,
      Catalogue catalogue,
      ObjectStore archive,
      Clock clock) {
    ListenerConfig first = config.listeners().getFirst();
    ReadOptions options = new ReadOptions(first.url(), ReadOptions.DEFAULT.resultsMax());
    MeasurementBodies bodies = new MeasurementBodies(journal, catalogue, archive);
    return ReadRoutes.create(catalogue, bodies, clock, options);
  }
}
