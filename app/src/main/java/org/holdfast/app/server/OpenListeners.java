package org.holdfast.app.server;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.holdfast.app.acme.AcmeListeners;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.edge.Routes;
import org.holdfast.edge.server.EdgeLimits;
import org.holdfast.edge.server.EdgeServer;
import org.holdfast.edge.server.ListenerOptions;
import org.holdfast.edge.tls.UnusableCertificateException;

/// The listeners of a server, and what keeps their certificates fresh.
///
/// @param server for probes and readers
/// @param privateUrl the one that only a successor has
record OpenListeners(EdgeServer server, Optional<URI> privateUrl) {
  /// Opens them.
  ///
  /// @param privately what else is answered to on a successor's own listener; empty for no
  ///   successor
  static OpenListeners open(
      Foundation on, Routes routes, Optional<Routes> privately, AcmeListeners acme)
      throws StartException {
    HoldfastConfig config = on.config();
    EdgeLimits limits = Listeners.limits(config);
    Optional<URI> privateUrl = Optional.empty();
    if (privately.isPresent()) {
      Routes all = Routes.builder().addAll(routes).addAll(privately.get()).build();
      EdgeServer own =
          listen(on.open(), List.of(Listeners.ofSuccessor()), all, limits, on.meters());
      privateUrl = Optional.of(own.url(Listeners.SUCCESSOR));
    }
    List<ListenerOptions> options = Listeners.open(config, acme::files);
    EdgeServer server = listen(on.open(), options, routes, limits, on.meters());
    TlsWatch.startAll(options, server, on.clock(), on.meters(), on.readiness())
        .forEach(on.open()::add);
    on.open().add(acme).start();
    return new OpenListeners(server, privateUrl);
  }

  /// For operators.
  static EdgeServer admin(
      OpenResources open, HoldfastConfig config, Routes routes, MeterRegistry meters)
      throws StartException {
    return listen(open, List.of(Listeners.admin(config)), routes, EdgeLimits.standard(), meters);
  }

  private static EdgeServer listen(
      OpenResources open,
      List<ListenerOptions> options,
      Routes routes,
      EdgeLimits limits,
      MeterRegistry meters)
      throws StartException {
    try {
      return open.add(EdgeServer.start(options, routes, meters, limits));
    } catch (IOException | UnusableCertificateException e) {
      String names = options.stream().map(ListenerOptions::name).collect(Collectors.joining(", "));
      throw new StartException("listener " + names + " cannot be opened: " + e.getMessage(), e);
    }
  }
}
