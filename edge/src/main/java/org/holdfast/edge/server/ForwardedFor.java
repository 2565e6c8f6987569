package org.holdfast.edge.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.holdfast.edge.Source;

/// Finds the client's address behind our own proxies (P77). Each trusted proxy appends the address
/// of its own peer to `X-Forwarded-For`, so with n of them the n-th entry from the right is the
/// client as the outermost one saw it; everything left of that is the client's own invention.
public final class ForwardedFor {
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
  private static final Pattern BRACKETED = Pattern.compile("\\[([^\\]]*)\\](:\\d{1,5})?");
  private static final Pattern WITH_PORT = Pattern.compile("([^:]*):\\d{1,5}");

  private ForwardedFor() {}

  /// The client of a request, where its listener lets it be known.
  static Source source(Request request, ListenerOptions listener) {
    boolean peerIsOurOwnDaemon =
        listener.transport().equals("onion") || listener.transport().equals("unix");
    if (peerIsOurOwnDaemon
        || !(request.getConnectionMetaData().getRemoteSocketAddress()
            instanceof InetSocketAddress peer)
        || peer.isUnresolved()) {
      return Source.NONE;
    }
    return client(
            peer.getAddress(),
            request.getHeaders().getValuesList(HttpHeader.X_FORWARDED_FOR),
            listener.trustedProxies())
        .map(Source::of)
        .orElse(Source.NONE);
  }

  /// The client's address.
  ///
  /// @param peer of the socket
  /// @param headerValues the values of all `X-Forwarded-For` lines, in their order
  /// @param trustedProxies 0 if the peer is the client
  /// @return the peer where no proxy is trusted or the header is absent (somebody on our own side
  ///   of the proxies); empty where the entry that counts is not an address
  public static Optional<InetAddress> client(
      InetAddress peer, List<String> headerValues, int trustedProxies) {
    if (trustedProxies == 0) {
      return Optional.of(peer);
    }
    List<String> hops = new ArrayList<>();
    for (String value : headerValues) {
      for (String hop : value.split(",", -1)) {
        if (!hop.isBlank()) {
          hops.add(hop.strip());
        }
      }
    }
    return hops.isEmpty()
        ? Optional.of(peer)
        : address(hops.get(Math.max(0, hops.size() - trustedProxies)));
  }

  /// An address literal, with or without brackets and port. Names are never looked up.
  static Optional<InetAddress> address(String hop) {
    String literal = hop;
    var bracketed = BRACKETED.matcher(hop);
    var withPort = WITH_PORT.matcher(hop);
    if (bracketed.matches()) {
      literal = bracketed.group(1);
    } else if (withPort.matches()) {
      literal = withPort.group(1);
    }
    boolean plausible =
        literal.indexOf(':') >= 0
            ? IPV6.matcher(literal).matches()
            : IPV4.matcher(literal).matches();
    if (!plausible) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(literal));
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }
}
