package org.holdfast.app.server;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.holdfast.app.config.AcmeConfig;
import org.holdfast.app.config.DeadlinesConfig;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.app.config.HostPort;
import org.holdfast.app.config.LimitsConfig;
import org.holdfast.app.config.ListenerConfig;
import org.holdfast.app.config.TlsConfig;
import org.holdfast.edge.server.Deadlines;
import org.holdfast.edge.server.EdgeLimits;
import org.holdfast.edge.server.EdgeServer;
import org.holdfast.edge.server.ListenerOptions;
import org.holdfast.edge.tls.TlsFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the configuration says about listeners, in the words of the edge.
final class Listeners {
  static final String ADMIN = "admin";
  static final String SUCCESSOR = "successor";
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
  private static final int ADMIN_BODY_BYTES_MAX = 1 << 20;

  private Listeners() {}

  static ListenerOptions admin(HoldfastConfig config) {
    HostPort address = config.admin().address();
    return ListenerOptions.http(ADMIN, address.host(), address.port())
        .withBodyBytesMax(ADMIN_BODY_BYTES_MAX);
  }

  /// What only a successor has: a loopback port of its own, on which it can be tried before anybody
  /// else is sent to it.
  static ListenerOptions ofSuccessor() {
    return ListenerOptions.http(SUCCESSOR, "127.0.0.1", 0).withBodyBytesMax(ADMIN_BODY_BYTES_MAX);
  }

  /// @param issuedTo the pair of a listener that gets its certificate from an authority
  static List<ListenerOptions> open(HoldfastConfig config, Function<String, TlsFiles> issuedTo) {
    Deadlines deadlines = deadlines(config.deadlines());
    int bodyBytesMax = config.collector().bodyLimit().asInt();
    return config.listeners().stream()
        .map(listener -> options(listener, issuedTo, bodyBytesMax, deadlines))
        .toList();
  }

  /// What the listeners of probes and readers give away, as far as the system lets them.
  static EdgeLimits limits(HoldfastConfig config) {
    LimitsConfig limits = config.limits();
    int connections = OpenFiles.enoughFor(limits.connections(), config.listeners().size());
    return EdgeLimits.standard()
        .withConnections(connections, Math.min(connections, limits.connectionsPerSource()))
        .withCrowds(limits.crowds());
  }

  /// Where the listeners are reached, by what the configuration says or else by where they are.
  static List<URI> urls(HoldfastConfig config, EdgeServer server) {
    for (ListenerConfig listener : config.listeners()) {
      if (listener.url().isEmpty() && listener.address().isWildcard()) {
        LOG.warn(
            "Listener {} is open on all addresses and has no url; probes that ask the bouncer are"
                + " sent to {}",
            listener.name(),
            server.url(listener.name()));
      }
    }
    return config.listeners().stream()
        // What leads to an onion service is for Tor alone.
        .filter(listener -> listener.onion().isEmpty())
        .map(listener -> listener.url().orElseGet(() -> server.url(listener.name())))
        .toList();
  }

  private static ListenerOptions options(
      ListenerConfig listener,
      Function<String, TlsFiles> issuedTo,
      int bodyBytesMax,
      Deadlines deadlines) {
    return new ListenerOptions(
        listener.name(),
        listener.address().host(),
        listener.address().port(),
        listener.tls().map(tls -> files(listener.name(), tls, issuedTo)),
        listener.transport().name().toLowerCase(Locale.ROOT),
        listener.trustedProxies(),
        bodyBytesMax,
        deadlines,
        listener.proxyProtocol());
  }

  private static TlsFiles files(String name, TlsConfig tls, Function<String, TlsFiles> issuedTo) {
    return switch (tls) {
      case TlsConfig.Files(Path certificate, Path key) -> new TlsFiles(certificate, key);
      case TlsConfig.Issued _ -> issuedTo.apply(name);
    };
  }

  /// What the listeners say that get their certificates from an authority, by their names.
  static Map<String, AcmeConfig> acme(HoldfastConfig config) {
    Map<String, AcmeConfig> byListener = new TreeMap<>();
    for (ListenerConfig listener : config.listeners()) {
      if (listener.tls().isPresent()
          && listener.tls().get() instanceof TlsConfig.Issued(AcmeConfig acme)) {
        byListener.put(listener.name(), acme);
      }
    }
    return byListener;
  }

  private static Deadlines deadlines(DeadlinesConfig config) {
    Deadlines standard = Deadlines.standard();
    return new Deadlines(
        config.headers(),
        config.silence(),
        config.body(),
        standard.bodyRateGrace(),
        standard.bodyBytesPerSecondMin(),
        config.idle(),
        standard.drainIdle(),
        standard.linger());
  }
}
