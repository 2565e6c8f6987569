package org.holdfast.edge.server;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.holdfast.edge.socket.ReuseportSteering;
import org.holdfast.edge.tls.TlsIdentity;
import org.holdfast.edge.tls.ValidationCertificates;

/// One address, its connector and what its requests share.
record ServedListener(
    Exchange.Setting setting,
    ServerConnector connector,
    ConnectionWatch watch,
    ConnectionCaps caps,
    Optional<TlsIdentity> tls) {
  private static final int HEADER_BYTES_MAX = 16 << 10;

  /// A whole common measurement in one read; borrowed from a pool only while there is something in
  /// it. What is refused unread costs as many reads as the rest.
  private static final int INPUT_BYTES = 32 << 10;

  /// A fleet of phones comes back at once after an outage.
  private static final int ACCEPT_BACKLOG = 4096;

  private static final Duration CLOSED_WITHIN = Duration.ofSeconds(2);

  static ServedListener create(
      Server server, Exchange.Setting setting, EdgeLimits limits, Optional<TlsIdentity> tls) {
    ListenerOptions options = setting.listener();
    ConnectionFactory[] factories =
        tls.map(ServedListener::overTls).orElseGet(ServedListener::plain);
    ServerConnector connector =
        new EndingAcceptConnector(
            server, options.proxyProtocol() ? behindProxy(factories, setting.groups()) : factories);
    connector.setName(options.name());
    connector.setHost(options.host());
    connector.setPort(options.port());
    // From the first start on, so that a successor can open the same port beside us.
    connector.setReusePort(true);
    connector.setAcceptQueueSize(ACCEPT_BACKLOG);
    connector.setIdleTimeout(options.deadlines().keepAliveIdle().toMillis());
    var watch =
        new ConnectionWatch(connector, options.deadlines(), setting.drain(), setting.metrics());
    var caps = new ConnectionCaps(options, limits, setting.groups(), setting.metrics());
    connector.getSelectorManager().addEventListener(caps);
    setting.metrics().connections(options.name(), caps);
    return new ServedListener(setting, connector, watch, caps, tls);
  }

  private static ConnectionFactory[] behindProxy(
      ConnectionFactory[] factories, SourceGroups groups) {
    List<ConnectionFactory> all = new ArrayList<>(List.of(factories));
    all.addFirst(new KnownProxies(factories[0].getProtocol(), groups));
    return all.toArray(ConnectionFactory[]::new);
  }

  private static ConnectionFactory[] plain() {
    HttpConfiguration http = configuration();
    var http2 = new HTTP2CServerConnectionFactory(http);
    return new ConnectionFactory[] {http1(http), http2};
  }

  private static ConnectionFactory[] overTls(TlsIdentity identity) {
    HttpConfiguration http = configuration();
    // Added by Jetty itself otherwise, and then it compares the server name with the certificate.
    http.addCustomizer(new SecureRequestCustomizer(false));
    List<String> protocols = new ArrayList<>(List.of("h2", "http/1.1"));
    List<ConnectionFactory> factories = new ArrayList<>();
    factories.add(new HTTP2ServerConnectionFactory(http));
    factories.add(http1(http));
    if (identity.answersValidations()) {
      protocols.add(ValidationCertificates.PROTOCOL);
      factories.add(new ValidationConnectionFactory());
    }
    var alpn = new ALPNServerConnectionFactory(protocols.toArray(String[]::new));
    alpn.setDefaultProtocol("http/1.1");
    factories.addFirst(alpn);
    factories.addFirst(new SslConnectionFactory(identity.contextFactory(), alpn.getProtocol()));
    return factories.toArray(ConnectionFactory[]::new);
  }

  /// To be called after the factory of HTTP/2 was made, which sets its own size for both.
  private static HttpConnectionFactory http1(HttpConfiguration http) {
    var factory = new HttpConnectionFactory(http);
    factory.setInputBufferSize(INPUT_BYTES);
    return factory;
  }

  private static HttpConfiguration configuration() {
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES_MAX);
    // A table for each connection, which a probe uses for one request, and which with thousands of
    // connections is never in the processor's cache.
    http.setHeaderCacheSize(0);
    // We route on raw paths and never decode one, so no spelling of a path is ambiguous to us.
    http.setUriCompliance(UriCompliance.UNSAFE);
    // Fronted and onion requests carry foreign host names of any look (L 1.0).
    http.setHttpCompliance(
        HttpCompliance.RFC9110.with(
            "ANY_HOST",
            HttpCompliance.Violation.MISMATCHED_AUTHORITY,
            HttpCompliance.Violation.UNSAFE_HOST_HEADER));
    return http;
  }

  BoundListener bound() {
    ListenerOptions options = setting.listener();
    int port = connector.getLocalPort();
    String scheme = tls.isPresent() ? "https" : "http";
    return new BoundListener(
        options.name(),
        port,
        URI.create(scheme + "://" + reachableHost(options.host()) + ":" + port));
  }

  private static String reachableHost(String host) {
    if (host.equals("0.0.0.0") || host.isEmpty()) {
      return "127.0.0.1";
    }
    if (host.equals("::") || host.equals("[::]")) {
      return "[::1]";
    }
    return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  /// Accepts nobody any more; connections that are open stay so.
  void stopListening() {
    int port = connector.getLocalPort();
    int sockets = ReuseportSteering.socketsListeningOn(port);
    // Not connector.shutdown(): that makes Jetty close every connection after its next answer (U8).
    connector.close();
    if (port > 0 && sockets > 0) {
      awaitFewerThan(sockets, port);
    }
  }

  /// The socket is closed by the thread that waits for connections on it, and only once that thread
  /// runs. Until then connections are queued that nobody will accept, and the socket keeps its
  /// place among those of the port.
  private static void awaitFewerThan(int sockets, int port) {
    long end = System.nanoTime() + CLOSED_WITHIN.toNanos();
    while (ReuseportSteering.socketsListeningOn(port) >= sockets && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
    }
  }
}
