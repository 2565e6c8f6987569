package org.holdfast.app.server;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.holdfast.app.build.BuildInfo;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.app.role.NodeRole;
import org.holdfast.edge.Routes;
import org.holdfast.model.id.FleetKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This process as a node of its fleet, from the moment its key is there to its last word; and the
/// agent that load balancers ask.
final class FleetNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FleetNode.class);

  private final HoldfastConfig config;
  private final NodeRole role;
  private final AtomicReference<BooleanSupplier> speaks;
  private final Clock clock;
  private final SecureRandom random;
  private Optional<AgentSocket> agent = Optional.empty();

  private FleetNode(
      HoldfastConfig config,
      NodeRole role,
      AtomicReference<BooleanSupplier> speaks,
      Clock clock,
      SecureRandom random) {
    this.config = config;
    this.role = role;
    this.speaks = speaks;
    this.clock = clock;
    this.random = random;
  }

  /// Empty where the configuration makes this process no node.
  static Optional<FleetNode> open(
      HoldfastConfig config,
      FleetKey key,
      BuildInfo build,
      Supplier<List<URI>> ownUrls,
      Supplier<List<URI>> onions,
      MeterRegistry meters,
      Waiting waiting,
      Clock clock,
      SecureRandom random)
      throws InterruptedException, StopRequestedException {
    if (config.fleet().node().isEmpty()) {
      return Optional.empty();
    }
    AtomicReference<BooleanSupplier> speaks = new AtomicReference<>(() -> false);
    NodeRole.Told told =
        new NodeRole.Told(
            build.label(),
            config.roles(),
            ownUrls,
            onions,
            () -> load(meters, config.limits().submissions()),
            () -> speaks.get().getAsBoolean());
    NodeRole role =
        waiting.until(
            "node key",
            () ->
                NodeRole.open(
                    config.fleet().node().get(),
                    config.data(),
                    key.fleetName(),
                    told,
                    clock,
                    random));
    return Optional.of(new FleetNode(config, role, speaks, clock, random));
  }

  private static double load(MeterRegistry meters, int most) {
    var open = meters.find("holdfast.http.requests.open").gauge();
    return open == null ? 0 : Math.min(1_000, Math.max(0, open.value() / most));
  }

  Routes routes() {
    return role.routes();
  }

  List<String> notes() {
    return role.notes();
  }

  /// @param isTheOneThatServes false while another process of an upgrade is
  void serve(BooleanSupplier isTheOneThatServes) {
    speaks.set(isTheOneThatServes);
    role.serve(clock, random);
    config
        .fleet()
        .node()
        .flatMap(node -> node.agent())
        .ifPresent(
            address -> {
              try {
                agent = Optional.of(AgentSocket.open(address, role::word));
              } catch (IOException e) {
                LOG.error(
                    "Load balancers cannot ask for the state at {}: {}", address, e.toString());
              }
            });
  }

  /// Nobody new should be sent here.
  void drain() {
    role.drain();
  }

  @Override
  public void close() {
    role.close();
    agent.ifPresent(AgentSocket::close);
  }
}
