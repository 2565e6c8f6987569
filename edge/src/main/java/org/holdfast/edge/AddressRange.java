package org.holdfast.edge;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/// A range of addresses in CIDR notation, as in `10.0.0.0/8` or `fd00::/8`; without a length it is
/// one address. It comes from an operator's configuration, never from a peer.
public final class AddressRange {
  private static final Pattern LITERAL =
      Pattern.compile("[0-9.]{7,15}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,3}");

  private final byte[] network;
  private final int prefixBits;

  private AddressRange(byte[] network, int prefixBits) {
    this.network = network;
    this.prefixBits = prefixBits;
  }

  /// Reads a range; empty if the text is none. Bits after the prefix are ignored.
  public static Optional<AddressRange> parse(String text) {
    String[] parts = text.split("/", 2);
    if (!LITERAL.matcher(parts[0]).matches()
        || (parts.length == 2 && !LENGTH.matcher(parts[1]).matches())) {
      return Optional.empty();
    }
    try {
      byte[] address = InetAddress.ofLiteral(parts[0]).getAddress();
      int bits = parts.length == 2 ? Integer.parseInt(parts[1]) : address.length * 8;
      return bits > address.length * 8
          ? Optional.empty()
          : Optional.of(new AddressRange(prefix(address, bits), bits));
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }

  /// Whether an address lies in it.
  public boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == network.length && Arrays.equals(prefix(bytes, prefixBits), network);
  }

  /// The first bits of an address, the others 0.
  static byte[] prefix(byte[] address, int bits) {
    byte[] prefix = address.clone();
    for (int i = 0; i < prefix.length; i++) {
      int kept = Math.clamp(bits - 8L * i, 0, 8);
      prefix[i] &= (byte) (0xff << (8 - kept));
    }
    return prefix;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AddressRange range
        && range.prefixBits == prefixBits
        && Arrays.equals(range.network, network);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(network) + prefixBits;
  }

  /// As configured, in its shortest spelling.
  @Override
  public String toString() {
    try {
      return InetAddress.getByAddress(network).getHostAddress() + "/" + prefixBits;
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }
}
