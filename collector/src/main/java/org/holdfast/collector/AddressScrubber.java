package org.holdfast.collector;

import java.io.ByteArrayOutputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.holdfast.edge.Source;

/// Replaces the submitter's own address by `[scrubbed]` where it stands in what it sent (invariant
/// I8). Only globally routable addresses: `127.0.0.1` or `10.0.0.1` say nothing about anybody and
/// stand in many measurements.
///
/// One pass splits the bytes into runs of the characters an address can consist of; a run is the
/// address or is not, so that `1.2.3.4` is not found inside `11.2.3.4` or `1.2.3.45`. JSON stays
/// JSON: outside strings no address can occur, since a number holds one dot and no two colons stand
/// next to each other or around a number alone.
final class AddressScrubber {
  private static final byte[] REPLACEMENT = "[scrubbed]".getBytes(StandardCharsets.US_ASCII);

  /// Longer than any spelling of an address with the separators and the escape around it.
  private static final int RUN_LENGTH_MAX = 64;

  private final Optional<AddressSpelling> spelling;

  private AddressScrubber(Optional<AddressSpelling> spelling) {
    this.spelling = spelling;
  }

  static AddressScrubber of(Source source) {
    return new AddressScrubber(
        source
            .addressForUseInMemoryOnly()
            .filter(AddressScrubber::isGlobal)
            .map(AddressSpelling::of));
  }

  /// The bytes without the address: the same array if it does not occur.
  byte[] scrub(byte[] body) {
    return spelling.map(s -> scrub(body, s)).orElse(body);
  }

  private static byte[] scrub(byte[] body, AddressSpelling spelling) {
    var scrubbed = new ByteArrayOutputStream(0);
    int copied = 0;
    int at = 0;
    while (at < body.length) {
      if (!spelling.mayHold(body[at])) {
        at++;
        continue;
      }
      int runStart = at;
      while (at < body.length && spelling.mayHold(body[at])) {
        at++;
      }
      int start = at - runStart <= RUN_LENGTH_MAX ? find(body, runStart, at, spelling) : -1;
      if (start >= 0) {
        scrubbed.write(body, copied, start - copied);
        scrubbed.writeBytes(REPLACEMENT);
        copied = endOfAddress(body, start, at);
      }
    }
    if (copied == 0) {
      return body;
    }
    scrubbed.write(body, copied, body.length - copied);
    return scrubbed.toByteArray();
  }

  /// Where in a run the address begins; -1 if the run is not the address. What looks like the
  /// beginning of the run may be the end of an escape, as in `\b2001:db8::1`, or the digits of a
  /// Unicode escape; or a dot, or a colon by itself.
  private static int find(byte[] body, int runStart, int runEnd, AddressSpelling spelling) {
    int afterEscape = startOfAddress(body, runStart + escapeEnd(body, runStart), runEnd);
    if (spelling.isAddress(body, afterEscape, endOfAddress(body, afterEscape, runEnd))) {
      return afterEscape;
    }
    int start = startOfAddress(body, runStart, runEnd);
    return spelling.isAddress(body, start, endOfAddress(body, start, runEnd)) ? start : -1;
  }

  private static int startOfAddress(byte[] body, int from, int runEnd) {
    int start = Math.min(from, runEnd);
    while (start < runEnd && (body[start] == '.' || isLoneColon(body, start, 1, runEnd))) {
      start++;
    }
    return start;
  }

  private static int endOfAddress(byte[] body, int start, int runEnd) {
    int end = runEnd;
    while (end > start && (body[end - 1] == '.' || isLoneColon(body, end - 1, -1, start - 1))) {
      end--;
    }
    return end;
  }

  private static boolean isLoneColon(byte[] body, int at, int step, int limit) {
    return body[at] == ':' && (at + step == limit || body[at + step] != ':');
  }

  /// How many bytes from `at` on belong to a JSON escape that begins before `at`.
  private static int escapeEnd(byte[] body, int at) {
    if (at >= 1 && body[at - 1] == '\\') {
      return 1;
    }
    for (int digits = 0; digits < 4; digits++) {
      int u = at - digits - 1;
      if (u >= 1 && body[u] == 'u' && body[u - 1] == '\\') {
        return 4 - digits;
      }
    }
    return 0;
  }

  private static boolean isGlobal(InetAddress address) {
    byte[] raw = address.getAddress();
    boolean uniqueLocal = address instanceof Inet6Address && (raw[0] & 0xfe) == 0xfc;
    boolean carrierGradeNat =
        raw.length == 4 && raw[0] == 100 && (raw[1] & 0xc0) == 64; // 100.64.0.0/10
    return !address.isAnyLocalAddress()
        && !address.isLoopbackAddress()
        && !address.isLinkLocalAddress()
        && !address.isSiteLocalAddress()
        && !address.isMulticastAddress()
        && !uniqueLocal
        && !carrierGradeNat;
  }
}
