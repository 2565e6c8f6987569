package org.holdfast.edge.server;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.holdfast.edge.AddressRange;
import org.holdfast.edge.Source;
import org.holdfast.edge.SourceGroup;

/// Sorts peers into [SourceGroup]s: an IPv4 address by its /24, an IPv6 address by its /48, both
/// under HMAC-SHA256 with a random key that is replaced every hour. What was counted under an old
/// key is given back under it; a network that crosses the change may hold twice its share for as
/// long as its old connections and requests last.
///
/// Crowds are: whoever has no address (`onion`, `unix`, or a trusted hop that names nobody),
/// whoever comes through a listener of transport `fronted` without trusted proxies, and every
/// address in the ranges that are known to carry many.
///
/// Thread-safe.
final class SourceGroups {
  private static final int IPV4_PREFIX_BITS = 24;
  private static final int IPV6_PREFIX_BITS = 48;
  private static final Duration KEY_LIFE = Duration.ofHours(1);
  private static final String ALGORITHM = "HmacSHA256";

  private final List<AddressRange> crowds;
  private final SecureRandom random = new SecureRandom();
  private volatile Key key = newKey();

  private record Key(SecretKeySpec secret, long madeNanos) {}

  SourceGroups(List<AddressRange> crowds) {
    this.crowds = List.copyOf(crowds);
  }

  /// Whom a request counts against.
  ///
  /// @param source the client, as far as trusted hops tell
  SourceGroup ofRequest(ListenerOptions listener, Source source) {
    boolean hidden = listener.transport().equals("fronted") && listener.trustedProxies() == 0;
    return hidden
        ? SourceGroup.crowd(listener.transport())
        : source
            .addressForUseInMemoryOnly()
            .map(this::ofAddress)
            .orElseGet(() -> SourceGroup.crowd(listener.transport()));
  }

  /// Whom a connection counts against, about which nothing is known but its peer.
  SourceGroup ofConnection(ListenerOptions listener, InetAddress peer) {
    boolean peerIsAHop =
        listener.trustedProxies() > 0
            || listener.proxyProtocol()
            || listener.transport().equals("fronted")
            || listener.transport().equals("onion")
            || listener.transport().equals("unix");
    return peerIsAHop ? SourceGroup.crowd(listener.transport()) : ofAddress(peer);
  }

  /// Whether somebody may say on whose behalf a connection comes: a proxy on this machine or one
  /// that is named among the crowds.
  boolean mayBeProxy(InetAddress peer) {
    return peer.isLoopbackAddress() || crowds.stream().anyMatch(range -> range.contains(peer));
  }

  private SourceGroup ofAddress(InetAddress address) {
    if (crowds.stream().anyMatch(range -> range.contains(address))) {
      return SourceGroup.crowd("hop");
    }
    byte[] bytes = address.getAddress();
    int bits = bytes.length == 4 ? IPV4_PREFIX_BITS : IPV6_PREFIX_BITS;
    return SourceGroup.network(keyedHash(bytes, bits / 8));
  }

  private long keyedHash(byte[] address, int prefixBytes) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(currentKey());
      mac.update((byte) address.length);
      mac.update(address, 0, prefixBytes);
      return ByteBuffer.wrap(mac.doFinal()).getLong();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  private SecretKeySpec currentKey() {
    Key current = key;
    if (System.nanoTime() - current.madeNanos > KEY_LIFE.toNanos()) {
      rotate();
    }
    return key.secret;
  }

  /// Forgets the key: from now on every network has another hash.
  void rotate() {
    key = newKey();
  }

  private Key newKey() {
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    return new Key(new SecretKeySpec(secret, ALGORITHM), System.nanoTime());
  }
}
