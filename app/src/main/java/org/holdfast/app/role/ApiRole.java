package org.holdfast.app.role;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.app.config.ListenerConfig;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.api.ReadOptions;
import org.holdfast.catalogue.api.ReadRoutes;
import org.holdfast.edge.Routes;
import org.holdfast.edge.admission.Admission;
import org.holdfast.edge.admission.AdmissionOptions;
import org.holdfast.journal.Journal;
import org.holdfast.pipeline.archive.MeasurementBodies;
import org.holdfast.pipeline.archive.ObjectStore;

/// Answers searches and reads, from the catalogue and wherever the bytes are now.
public final class ApiRole {
  /// Each read may hold a whole body in memory before it is accounted for.
  private static final int READS_WAITING = 256;

  /// People wait for answers; probes do not read.
  private static final Duration READ_PATIENCE = Duration.ofSeconds(5);

  private ApiRole() {}

  public static Routes create(
      HoldfastConfig config,
      Journal journal,
      Catalogue catalogue,
      ObjectStore archive,
      Clock clock,
      MeterRegistry meters) {
    ListenerConfig first = config.listeners().getFirst();
    ReadOptions options = new ReadOptions(first.url(), ReadOptions.DEFAULT.resultsMax());
    MeasurementBodies bodies = new MeasurementBodies(journal, catalogue, archive);
    Admission admission =
        new Admission(
            new AdmissionOptions("reads", config.limits().reads(), READS_WAITING, READ_PATIENCE),
            Optional::empty,
            meters);
    return ReadRoutes.create(catalogue, bodies, clock, options).with(admission::guard);
  }
}
