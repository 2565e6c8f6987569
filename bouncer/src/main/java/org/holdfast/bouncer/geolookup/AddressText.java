package org.holdfast.bouncer.geolookup;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads addresses from text without ever asking a name server, and prints them in the one form
/// each has: IPv6 as RFC 5952 says, lower case, the longest run of zeros left out.
final class AddressText {
  /// The JDK reads shorter forms too, which mean different things to different people.
  private static final Pattern IPV4 =
      Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");

  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
  private static final int MAX_LENGTH = 45;

  private AddressText() {}

  /// Reads an IPv4 or IPv6 address without brackets, port or zone; anything else is empty.
  static Optional<InetAddress> parse(String text) {
    if (text.length() > MAX_LENGTH
        || !(IPV4.matcher(text).matches() || IPV6.matcher(text).matches())) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// The IPv4 address of a number from 0 to 4294967295; anything else is empty.
  static Optional<InetAddress> ofNumber(long number) {
    if (number < 0 || number > 0xFFFF_FFFFL) {
      return Optional.empty();
    }
    return parse(
        (number >> 24)
            + "."
            + (number >> 16 & 255)
            + "."
            + (number >> 8 & 255)
            + "."
            + (number & 255));
  }

  static String print(InetAddress address) {
    return address instanceof Inet4Address
        ? address.getHostAddress()
        : printGroups(groups(address.getAddress()));
  }

  private static int[] groups(byte[] bytes) {
    int[] groups = new int[bytes.length / 2];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = (bytes[2 * i] & 0xFF) << 8 | bytes[2 * i + 1] & 0xFF;
    }
    return groups;
  }

  private static String printGroups(int[] groups) {
    int start = 0;
    int length = 0;
    for (int i = 0; i < groups.length; i++) {
      int run = zerosFrom(groups, i);
      if (run > length) {
        start = i;
        length = run;
      }
    }
    return length < 2
        ? join(groups, 0, groups.length)
        : join(groups, 0, start) + "::" + join(groups, start + length, groups.length);
  }

  private static int zerosFrom(int[] groups, int start) {
    int i = start;
    while (i < groups.length && groups[i] == 0) {
      i++;
    }
    return i - start;
  }

  private static String join(int[] groups, int from, int to) {
    StringBuilder joined = new StringBuilder();
    for (int i = from; i < to; i++) {
      joined.append(i == from ? "" : ":").append(Integer.toHexString(groups[i]));
    }
    return joined.toString();
  }
}
