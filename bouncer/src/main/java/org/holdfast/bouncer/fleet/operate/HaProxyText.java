package org.holdfast.bouncer.fleet.operate;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.holdfast.bouncer.directory.AddressType;
import org.holdfast.bouncer.fleet.FleetRecords;
import org.holdfast.bouncer.fleet.Heartbeat;
import org.holdfast.bouncer.fleet.KnownNode;
import org.holdfast.bouncer.fleet.PublishedAddress;
import org.holdfast.bouncer.fleet.Wanted;

/// A configuration for HAProxy 2.6 or newer that spreads connections over the collectors of a fleet
/// without stickiness of any kind (I3), by capacity.
///
/// Each collector is asked for `/health` through the way requests take, and its agent for what it
/// wants: `drain` there ends new requests at once. A request that a dying collector did not answer
/// is sent to another one, for which the whole of it is kept (`http-buffer-request`, up to
/// `tune.bufsize`); it may then have been processed twice, which content addressing makes one
/// measurement (I5).
public final class HaProxyText {
  /// What is asked of a load balancer.
  ///
  /// @param bind where it listens, as in `:8443`
  /// @param agentPort where agents of the nodes listen, on the host of their address; 0 for none
  /// @param proxyProtocol whether to tell nodes the client's address by PROXY protocol version 2,
  ///   for listeners with `proxy-protocol`
  /// @param authorities which certificates of nodes are believed: a file in PEM, or [#SYSTEM]
  public record Wish(String bind, int agentPort, boolean proxyProtocol, String authorities) {
    /// Those that the system of the load balancer believes.
    public static final String SYSTEM = "@system-ca";
  }

  private HaProxyText() {}

  /// @return the text of the configuration file
  public static String of(FleetRecords records, Wish wish) {
    StringBuilder text =
        new StringBuilder(
            """
            # Made by: holdfast fleet haproxy-config. Nothing here sticks a client to a collector.
            global
              tune.bufsize 65536
            defaults
              mode http
              timeout connect 5s
              timeout client 75s
              timeout server 75s
              timeout check 5s
              option redispatch 1
              retries 3
              retry-on conn-failure empty-response junk-response
              option http-buffer-request
            """);
    text.append("  default-server check inter 500ms fastinter 200ms downinter 500ms fall 2 rise 1");
    text.append(" observe layer4 error-limit 1 on-error mark-down init-addr last,libc,none");
    if (wish.proxyProtocol()) {
      text.append(" send-proxy-v2");
    }
    text.append("\nfrontend probes\n  bind ").append(wish.bind());
    text.append("\n  default_backend collectors\n");
    text.append("backend collectors\n  balance roundrobin\n  option httpchk GET /health\n");
    for (KnownNode node : records.nodes()) {
      collectorOf(node).ifPresent(address -> text.append(server(node, address, wish)));
    }
    return text.toString();
  }

  private static Optional<URI> collectorOf(KnownNode node) {
    List<PublishedAddress> addresses = node.last().map(Heartbeat::addresses).orElse(List.of());
    return node.wanted() == Wanted.RETIRED
        ? Optional.empty()
        : addresses.stream()
            .filter(PublishedAddress::isCollector)
            .filter(
                a ->
                    a.address().type() == AddressType.HTTPS
                        || a.address().type() == AddressType.HTTP)
            .map(a -> URI.create(a.address().address()))
            .findFirst();
  }

  private static String server(KnownNode node, URI address, Wish wish) {
    boolean tls = address.getScheme().equals("https");
    int port = address.getPort() > 0 ? address.getPort() : tls ? 443 : 80;
    int capacity = node.last().map(Heartbeat::capacity).orElse(1);
    StringBuilder line = new StringBuilder("  server ").append(node.name()).append(' ');
    line.append(address.getHost()).append(':').append(port);
    // HAProxy knows weights up to 256.
    line.append(" weight ").append(Math.max(1, capacity * 256 / Heartbeat.CAPACITY_MAX));
    if (tls) {
      line.append(" ssl verify required ca-file ")
          .append(wish.authorities())
          .append(" sni str(")
          .append(address.getHost())
          .append(") check-sni ")
          .append(address.getHost());
    }
    if (wish.agentPort() > 0) {
      line.append(" agent-check agent-inter 500ms agent-port ").append(wish.agentPort());
    }
    return line.append(node.wanted() == Wanted.DRAINED ? " disabled\n" : "\n").toString();
  }
}
