package org.holdfast.app.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.holdfast.model.envelope.Transport;

/// Where probes and readers connect.
///
/// @param name stands in the `ready` line and in metrics; lower-case letters, digits, hyphens;
///   default `public`
/// @param address host and port; port 0 is any free one; default 127.0.0.1:8080
/// @param tls certificate and key; without them the listener speaks plain HTTP
/// @param transport what envelopes say about requests that come in here; default `https` with TLS
///   and `http` without. `onion` and `fronted` are for listeners behind such a hop
/// @param trustedProxies how many of our own proxies stand before it, each of which appends to
///   `X-Forwarded-For` (P77); default 0, which ignores that header
/// @param proxyProtocol whether a load balancer before it tells the client's address by the PROXY
///   protocol; then nobody else may be able to connect. Default false
/// @param onion publishes the listener as an onion service; its transport is `onion` then
/// @param url how probes reach this listener, where that is not its address; the bouncer hands it
///   out when no collectors are configured
public record ListenerConfig(
    String name,
    HostPort address,
    Optional<TlsConfig> tls,
    Transport transport,
    int trustedProxies,
    boolean proxyProtocol,
    Optional<OnionServiceConfig> onion,
    Optional<URI> url) {

  static final ListenerConfig DEFAULT =
      new ListenerConfig(
          "public",
          new HostPort("127.0.0.1", 8080),
          Optional.empty(),
          Transport.HTTP,
          0,
          false,
          Optional.empty(),
          Optional.empty());

  private static final HostPort UNREADABLE = new HostPort("127.0.0.1", 0);
  private static final Kind<String> NAME =
      Kinds.matching(
          "[a-z][a-z0-9-]{0,30}",
          "is not a listener name; write up to 31 of a-z, 0-9 and '-', a letter first");

  /// No listener is a unix socket yet.
  private static final Kind<Transport> TRANSPORT =
      Kinds.oneOf(
          List.of(Transport.HTTPS, Transport.HTTP, Transport.ONION, Transport.FRONTED),
          "transport of a listener");

  static ListenerConfig read(Section section) {
    String name = section.value("name", NAME, DEFAULT.name);
    HostPort address = section.value("address", Kinds.ADDRESS, DEFAULT.address, UNREADABLE);
    Optional<TlsConfig> tls = section.optionalSection("tls", TlsConfig::read);
    Optional<OnionServiceConfig> onion = section.optionalSection("onion", OnionServiceConfig::read);
    Transport transport =
        section.value("transport", TRANSPORT, transportOf(tls.isPresent(), onion.isPresent()));
    if (onion.isPresent()) {
      checkOnion(section, address, tls.isPresent(), transport);
    }
    return new ListenerConfig(
        name,
        address,
        tls,
        transport,
        section.value("trusted-proxies", Kinds.wholeNumber(0, 10), 0),
        section.value("proxy-protocol", Kinds.TRUTH, false),
        onion,
        section.optional("url", Kinds.URL));
  }

  private static Transport transportOf(boolean tls, boolean onion) {
    return onion ? Transport.ONION : tls ? Transport.HTTPS : Transport.HTTP;
  }

  private static void checkOnion(
      Section section, HostPort address, boolean tls, Transport transport) {
    if (tls) {
      section.problem("tls", "does not go with 'onion'; Tor encrypts, leave it out");
    }
    if (transport != Transport.ONION) {
      section.problem("transport", "is not 'onion', and this listener is an onion service");
    }
    if (address.isWildcard()) {
      section.problem(
          "address", "is open to everybody, and only Tor shall connect here; name one address");
    }
  }

  @Override
  public String toString() {
    return name + " on " + address;
  }
}
