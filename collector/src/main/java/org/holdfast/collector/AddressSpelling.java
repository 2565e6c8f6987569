package org.holdfast.collector;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// How one address may be spelt in a text.
sealed interface AddressSpelling {

  static AddressSpelling of(InetAddress address) {
    byte[] raw = address.getAddress();
    return raw.length == 4 ? Dotted.of(raw) : new Colons(raw);
  }

  /// Whether the character can be part of an address of this kind.
  boolean mayHold(byte b);

  /// Whether `text[start, end)` is the address.
  boolean isAddress(byte[] text, int start, int end);

  /// IPv4 in dotted decimal, which has one spelling.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Dotted(byte[] address) implements AddressSpelling {
    static Dotted of(byte[] raw) {
      String text =
          (raw[0] & 0xff) + "." + (raw[1] & 0xff) + "." + (raw[2] & 0xff) + "." + (raw[3] & 0xff);
      return new Dotted(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public boolean mayHold(byte b) {
      return (b >= '0' && b <= '9') || b == '.';
    }

    @Override
    public boolean isAddress(byte[] text, int start, int end) {
      return Arrays.equals(text, start, end, address, 0, address.length);
    }
  }

  /// IPv6, compared by value: compressed or not, in capitals or not, with a dotted end or not.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Colons(byte[] address) implements AddressSpelling {
    @Override
    public boolean mayHold(byte b) {
      return Ipv6Text.isHexDigit(b) || b == ':' || b == '.';
    }

    @Override
    public boolean isAddress(byte[] text, int start, int end) {
      return Ipv6Text.parse(text, start, end).filter(a -> Arrays.equals(a, address)).isPresent();
    }
  }
}
