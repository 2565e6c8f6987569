package org.holdfast.bouncer.fleet;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Which addresses nodes may publish: by default those on the public Internet alone. Probes could
/// use no others, and a bouncer that looked at them could be made to ask machines of its own
/// network.
///
/// @param privateAllowed for a fleet in one network, and for tests
public record AddressPolicy(boolean privateAllowed) {
  public static final AddressPolicy PUBLIC_ONLY = new AddressPolicy(false);
  public static final AddressPolicy ANY = new AddressPolicy(true);

  private static final List<String> LOCAL_NAMES =
      List.of("localhost", "local", "internal", "lan", "home.arpa", "intranet", "test", "invalid");

  /// Why this may not be published, as far as its text shows; empty if it may.
  public Optional<String> fault(PublishedAddress address) {
    if (privateAllowed) {
      return Optional.empty();
    }
    return hosts(address).stream()
        .filter(AddressPolicy::isPrivateHost)
        .findFirst()
        .map(host -> host + " is not on the public Internet");
  }

  /// Whether bouncers may connect to what a name stands for.
  public boolean allows(InetAddress resolved) {
    return privateAllowed || !isPrivate(resolved);
  }

  /// The host that is connected to, as far as that is one with a name or number in the network.
  public static Optional<String> connectedHost(PublishedAddress address) {
    return switch (address.address().type()) {
      case ONION -> Optional.empty();
      case CLOUDFRONT -> address.address().front().map(AddressPolicy::hostOf);
      case HTTPS, HTTP, LEGACY -> Optional.of(hostOf(address.address().address()));
    };
  }

  private static List<String> hosts(PublishedAddress address) {
    List<String> hosts = new ArrayList<>();
    connectedHost(address).ifPresent(hosts::add);
    switch (address.address().type()) {
      case CLOUDFRONT -> hosts.add(hostOf(address.address().address()));
      case ONION, HTTPS, HTTP, LEGACY -> {}
    }
    return hosts;
  }

  /// Of a URL, `host:port` or a host; without the brackets of an IPv6 address.
  private static String hostOf(String text) {
    String authority = text.replaceFirst("^[a-z]+://", "").replaceFirst("/.*$", "");
    if (authority.indexOf(':') != authority.lastIndexOf(':') && !authority.startsWith("[")) {
      return authority;
    }
    try {
      String host = URI.create("x://" + authority).getHost();
      String plain = host == null ? authority.replaceFirst(":[0-9]*$", "") : host;
      return plain.replaceAll("[\\[\\]]", "");
    } catch (IllegalArgumentException e) {
      return authority;
    }
  }

  private static boolean isPrivateHost(String host) {
    Optional<InetAddress> literal = literal(host);
    if (literal.isPresent()) {
      return isPrivate(literal.get());
    }
    String name = host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    return !name.contains(".")
        || LOCAL_NAMES.stream().anyMatch(local -> name.equals(local) || name.endsWith("." + local));
  }

  /// Also those with fewer than four parts, which a resolver would take for an address.
  private static Optional<InetAddress> literal(String host) {
    try {
      return Optional.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isPrivate(InetAddress address) {
    return address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()
        || (address instanceof Inet6Address
            ? isPrivateOf6(address.getAddress())
            : isPrivateOf4(address.getAddress()));
  }

  /// 0/8, 100.64/10, 192.0.0/24, 198.18/15, 240/4.
  private static boolean isPrivateOf4(byte[] raw) {
    int first = raw[0] & 0xff;
    int second = raw[1] & 0xff;
    return first == 0
        || first >= 240
        || (first == 100 && (second & 0xc0) == 64)
        || (first == 192 && second == 0 && raw[2] == 0)
        || (first == 198 && (second & 0xfe) == 18);
  }

  /// fc00::/7, and what carries an IPv4 address: 64:ff9b::/32 and 2002::/16.
  private static boolean isPrivateOf6(byte[] raw) {
    int first = (raw[0] & 0xff) << 8 | (raw[1] & 0xff);
    int second = (raw[2] & 0xff) << 8 | (raw[3] & 0xff);
    return (first & 0xfe00) == 0xfc00 || first == 0x2002 || (first == 0x0064 && second == 0xff9b);
  }
}
