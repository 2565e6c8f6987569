package org.holdfast.edge.server;

import java.util.Optional;
import org.holdfast.edge.tls.TlsFiles;

/// One address the server listens on.
///
/// @param name how operators and the log call it
/// @param host name or address to bind; `0.0.0.0` or `::` for all
/// @param port 0 for any free one
/// @param tls present for HTTPS
/// @param transport what [org.holdfast.edge.Request#transport()] answers: `https`, `http`, `onion`,
///   `fronted` or `unix`. Peers of `onion` and `unix` listeners have no address
/// @param trustedProxies how many of our own proxies stand before it, each of which appends to
///   `X-Forwarded-For`; 0 to ignore that header (P77)
/// @param bodyBytesMax the largest body, inflated or not (P7)
/// @param proxyProtocol whether a load balancer before it tells the client's address by the PROXY
///   protocol, version 1 or 2. Whoever else can connect may tell any address, or none
public record ListenerOptions(
    String name,
    String host,
    int port,
    Optional<TlsFiles> tls,
    String transport,
    int trustedProxies,
    int bodyBytesMax,
    Deadlines deadlines,
    boolean proxyProtocol) {

  /// 64 MiB.
  public static final int BODY_BYTES_MAX_STANDARD = 64 << 20;

  public ListenerOptions {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port is " + port);
    }
    if (trustedProxies < 0) {
      throw new IllegalArgumentException("trustedProxies is " + trustedProxies);
    }
    if (bodyBytesMax < 0 || bodyBytesMax > Integer.MAX_VALUE - 16) {
      throw new IllegalArgumentException("bodyBytesMax is " + bodyBytesMax);
    }
  }

  /// Plain HTTP/1.1 and h2c.
  public static ListenerOptions http(String name, String host, int port) {
    return new ListenerOptions(
        name,
        host,
        port,
        Optional.empty(),
        "http",
        0,
        BODY_BYTES_MAX_STANDARD,
        Deadlines.standard(),
        false);
  }

  /// HTTP/1.1 and HTTP/2 over TLS.
  public static ListenerOptions https(String name, String host, int port, TlsFiles tls) {
    return new ListenerOptions(
        name,
        host,
        port,
        Optional.of(tls),
        "https",
        0,
        BODY_BYTES_MAX_STANDARD,
        Deadlines.standard(),
        false);
  }

  public ListenerOptions withTransport(String newTransport) {
    return new ListenerOptions(
        name,
        host,
        port,
        tls,
        newTransport,
        trustedProxies,
        bodyBytesMax,
        deadlines,
        proxyProtocol);
  }

  public ListenerOptions withTrustedProxies(int newTrustedProxies) {
    return new ListenerOptions(
        name,
        host,
        port,
        tls,
        transport,
        newTrustedProxies,
        bodyBytesMax,
        deadlines,
        proxyProtocol);
  }

  public ListenerOptions withBodyBytesMax(int newBodyBytesMax) {
    return new ListenerOptions(
        name,
        host,
        port,
        tls,
        transport,
        trustedProxies,
        newBodyBytesMax,
        deadlines,
        proxyProtocol);
  }

  public ListenerOptions withDeadlines(Deadlines newDeadlines) {
    return new ListenerOptions(
        name,
        host,
        port,
        tls,
        transport,
        trustedProxies,
        bodyBytesMax,
        newDeadlines,
        proxyProtocol);
  }

  public ListenerOptions withProxyProtocol() {
    return new ListenerOptions(
        name, host, port, tls, transport, trustedProxies, bodyBytesMax, deadlines, true);
  }
}
