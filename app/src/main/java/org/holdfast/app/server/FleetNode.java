package org.holdfast.app.server;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.holdfast.app.build.BuildInfo;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.app.role.NodeRole;
import org.holdfast.bouncer.fleet.enrol.IdentityRoute;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.Routes;
import org.holdfast.edge.watch.PeriodicLook;
import org.holdfast.model.id.FleetKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This process as a node of its fleet, from the moment its key is there to its last word; and the
/// agent that load balancers ask. A key that cannot be used keeps it out of the fleet until it can,
/// and from nothing else: it is tried again every second.
final class FleetNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FleetNode.class);
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

  private final HoldfastConfig config;
  private final Opening opening;
  private final Clock clock;
  private final SecureRandom random;
  private volatile BooleanSupplier speaks = () -> false;
  private volatile Optional<NodeRole> role = Optional.empty();
  private volatile String trouble = "";
  private boolean serving;
  private boolean closed;
  private Optional<PeriodicLook> tries = Optional.empty();
  private Optional<AgentSocket> agent = Optional.empty();

  private interface Opening {
    NodeRole open(Supplier<Boolean> speaks) throws IOException;
  }

  private FleetNode(HoldfastConfig config, Opening opening, Clock clock, SecureRandom random) {
    this.config = config;
    this.opening = opening;
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
      Clock clock,
      SecureRandom random) {
    if (config.fleet().node().isEmpty()) {
      return Optional.empty();
    }
    Opening opening =
        speaks ->
            NodeRole.open(
                config.fleet().node().get(),
                config.data(),
                key.fleetName(),
                new NodeRole.Told(
                    build.label(),
                    config.roles(),
                    ownUrls,
                    onions,
                    () -> load(meters, config.limits().submissions()),
                    speaks),
                clock,
                random);
    FleetNode node = new FleetNode(config, opening, clock, random);
    node.tryToOpen();
    return Optional.of(node);
  }

  private static double load(MeterRegistry meters, int most) {
    var open = meters.find("holdfast.http.requests.open").gauge();
    return open == null ? 0 : Math.min(1_000, Math.max(0, open.value() / most));
  }

  private synchronized void tryToOpen() {
    if (closed || role.isPresent()) {
      return;
    }
    try {
      NodeRole opened = opening.open(() -> speaks.getAsBoolean());
      role = Optional.of(opened);
      trouble = "";
      if (serving) {
        opened.serve(clock, random);
      }
    } catch (IOException | UncheckedIOException e) {
      if (!trouble.equals(e.toString())) {
        LOG.error(
            "This process is no node of the fleet yet, its key cannot be used: {}", e.toString());
      }
      trouble = e.toString();
    }
  }

  /// Answers 503 `node-key` while there is no key.
  Routes routes() {
    return Routes.builder()
        .get(
            IdentityRoute.PATH + "{challenge}",
            request -> {
              Optional<NodeRole> opened = role;
              if (opened.isEmpty()) {
                return Refusal.unavailable("the node has no key yet", "node-key", BETWEEN_TRIES)
                    .toReply();
              }
              return opened
                  .get()
                  .routes()
                  .find("GET", IdentityRoute.PATH + "x")
                  .orElseThrow()
                  .endpoint()
                  .handle(request);
            })
        .build();
  }

  List<String> notes() {
    return role.map(NodeRole::notes).orElseGet(() -> List.of("fleet: node key: " + trouble));
  }

  /// @param isTheOneThatServes false while another process of an upgrade is
  synchronized void serve(BooleanSupplier isTheOneThatServes) {
    speaks = isTheOneThatServes;
    serving = true;
    role.ifPresent(opened -> opened.serve(clock, random));
    if (role.isEmpty()) {
      tries = Optional.of(PeriodicLook.start("node-key", BETWEEN_TRIES, this::tryToOpen));
    }
    config
        .fleet()
        .node()
        .flatMap(node -> node.agent())
        .ifPresent(
            address -> {
              try {
                agent = Optional.of(AgentSocket.open(address, this::word));
              } catch (IOException e) {
                LOG.error(
                    "Load balancers cannot ask for the state at {}: {}", address, e.toString());
              }
            });
  }

  private Optional<String> word() {
    return speaks.getAsBoolean()
        ? Optional.of(role.map(NodeRole::word).orElse("up ready"))
        : Optional.empty();
  }

  /// Nobody new should be sent here.
  void drain() {
    role.ifPresent(NodeRole::drain);
  }

  @Override
  public void close() {
    tries.ifPresent(PeriodicLook::close);
    synchronized (this) {
      closed = true;
    }
    role.ifPresent(NodeRole::close);
    agent.ifPresent(AgentSocket::close);
  }
}
