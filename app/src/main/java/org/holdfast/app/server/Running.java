package org.holdfast.app.server;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
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
    return onEach(EdgeServer::keepNewConnections);
  }

  /// The successor gets this share of new connections for probes and readers.
  ///
  /// @return why it does not, if so
  Optional<String> share(double share) {
    return listeners.shareNewConnections(share);
  }

  /// New connections go to the successor.
  ///
  /// @return why some may not, if so
  Optional<String> handOverConnections() {
    return onEach(EdgeServer::beginHandOver);
  }

  /// The pipeline goes to the successor.
  void handOverPipeline() {
    pipeline.ifPresent(PipelineRole::letGo);
  }

  /// Takes new connections back.
  ///
  /// @return why not all of them, if so
  Optional<String> keepServing() {
    return onEach(EdgeServer::keepServing);
  }

  /// Every one is asked, also after a problem with another.
  private Optional<String> onEach(Function<EdgeServer, Optional<String>> act) {
    List<String> problems = servers().stream().flatMap(s -> act.apply(s).stream()).toList();
    return problems.stream().findFirst();
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
