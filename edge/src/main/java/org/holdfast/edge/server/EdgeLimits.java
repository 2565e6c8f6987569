package org.holdfast.edge.server;

import java.util.List;
import java.util.stream.Stream;
import org.holdfast.edge.AddressRange;

/// How much of everything a server gives away at once. What is beyond is refused at once.
///
/// @param connections open on one listener; further ones are closed as soon as they are accepted
/// @param connectionsPerSource open on one listener from one network (an IPv4 /24, an IPv6 /48);
///   crowds are bounded by `connections` only
/// @param requests under way on all listeners together; further ones are answered with 503
/// @param bodyBytes of requests and answers in memory; what would need more is answered with 503
/// @param crowds addresses that carry many clients: proxies, an onion service's daemon. They are
///   not taken for one client
public record EdgeLimits(
    int connections,
    int connectionsPerSource,
    int requests,
    long bodyBytes,
    List<AddressRange> crowds) {

  /// Loopback: whoever connects from this machine is a proxy or a daemon, or its owner.
  public static final List<AddressRange> CROWDS_STANDARD =
      Stream.of("127.0.0.0/8", "::1").flatMap(text -> AddressRange.parse(text).stream()).toList();

  /// Fewer than there are tasks, so that one is left to refuse with. Connections that wait for the
  /// next request hold none.
  private static final int REQUESTS_STANDARD = 15_000;

  public EdgeLimits {
    if (connections <= 0 || connectionsPerSource <= 0 || requests <= 0 || bodyBytes <= 0) {
      throw new IllegalArgumentException("limits are positive");
    }
    crowds = List.copyOf(crowds);
  }

  /// 12,000 connections per listener, 1,000 of them from one network, 15,000 requests, a quarter of
  /// the heap for bodies, loopback is a crowd.
  public static EdgeLimits standard() {
    return new EdgeLimits(
        12_000, 1_000, REQUESTS_STANDARD, Runtime.getRuntime().maxMemory() / 4, CROWDS_STANDARD);
  }

  public EdgeLimits withConnections(int perListener, int perSource) {
    return new EdgeLimits(perListener, perSource, requests, bodyBytes, crowds);
  }

  public EdgeLimits withRequests(int newRequests) {
    return new EdgeLimits(connections, connectionsPerSource, newRequests, bodyBytes, crowds);
  }

  public EdgeLimits withBodyBytes(long newBodyBytes) {
    return new EdgeLimits(connections, connectionsPerSource, requests, newBodyBytes, crowds);
  }

  public EdgeLimits withCrowds(List<AddressRange> newCrowds) {
    return new EdgeLimits(connections, connectionsPerSource, requests, bodyBytes, newCrowds);
  }
}
