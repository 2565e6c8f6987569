package org.holdfast.app.server;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.holdfast.app.role.PipelineRole;
import org.holdfast.edge.server.EdgeServer;

/// What a process shares with its successor for a while and must therefore let go of: the addresses
/// it listens on, and the cursors its pipeline reads the journal with.
///
/// @param listeners for probes and readers
/// @param admin for operators
record Running(EdgeServer listeners, EdgeServer admin, Optional<PipelineRole> pipeline) {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private List<EdgeServer> servers() {
    return List.of(listeners, admin);
  }

  /// Before a successor listens: new connections stay here.
  ///
  /// @return why they do not, if so
  Optional<String> keepNewConnections() {
    return servers().stream().flatMap(s -> s.keepNewConnections().stream()).findFirst();
  }

  /// New connections go to the successor, and so does the pipeline.
  void handOver() {
    servers().forEach(EdgeServer::beginHandOver);
    pipeline.ifPresent(PipelineRole::letGo);
  }

  /// Takes new connections back.
  void keepServing() {
    servers().forEach(EdgeServer::keepServing);
  }

  /// Listens no more.
  void finishHandOver() {
    servers().forEach(EdgeServer::finishHandOver);
  }

  /// Waits until nobody is connected any more, as long as `patient` says so.
  void awaitNoConnections(Duration atMost, BooleanSupplier patient) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (listeners.connectionsOpen() > 0
        && patient.getAsBoolean()
        && System.nanoTime() - end < 0) {
      Thread.sleep(BETWEEN_LOOKS);
    }
  }
}
