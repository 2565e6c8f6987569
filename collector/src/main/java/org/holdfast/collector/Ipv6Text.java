package org.holdfast.collector;

import java.util.Arrays;
import java.util.Optional;

/// Reads IPv6 addresses in any spelling of RFC 4291 §2.2. Never asks a resolver, which
/// [java.net.InetAddress] might.
final class Ipv6Text {
  private static final int BYTES = 16;

  private final byte[] text;
  private final int end;
  private final byte[] address = new byte[BYTES];
  private int at;
  private int written;
  private int gap = -1;

  private Ipv6Text(byte[] text, int start, int end) {
    this.text = text;
    this.at = start;
    this.end = end;
  }

  /// The 16 bytes of the address that is exactly `text[start, end)`; empty if that is none.
  static Optional<byte[]> parse(byte[] text, int start, int end) {
    int colons = 0;
    for (int i = start; i < end; i++) {
      colons += text[i] == ':' ? 1 : 0;
    }
    return colons >= 2 ? new Ipv6Text(text, start, end).read() : Optional.empty();
  }

  static boolean isHexDigit(byte b) {
    return (b >= '0' && b <= '9') || (b >= 'a' && b <= 'f') || (b >= 'A' && b <= 'F');
  }

  private Optional<byte[]> read() {
    while (at < end) {
      boolean separated = readSeparator();
      if (at == end) {
        return separated && gap == written ? filled() : Optional.empty();
      }
      if ((written > 0 && !separated) || !readPart()) {
        return Optional.empty();
      }
    }
    return filled();
  }

  /// Passes `:` between parts or the one `::`; false if there is neither or it is out of place.
  private boolean readSeparator() {
    if (startsWith("::") && gap < 0) {
      gap = written;
      at += 2;
      return true;
    }
    if (startsWith(":") && written > 0) {
      at++;
      return true;
    }
    return false;
  }

  private boolean readPart() {
    int start = at;
    while (at < end && isHexDigit(text[at])) {
      at++;
    }
    if (at < end && text[at] == '.') {
      at = start;
      return readDottedEnd();
    }
    int digits = at - start;
    if (digits < 1 || digits > 4 || written + 2 > BYTES) {
      return false;
    }
    int value = 0;
    for (int i = start; i < at; i++) {
      value = value * 16 + Character.digit(text[i], 16);
    }
    address[written++] = (byte) (value >> 8);
    address[written++] = (byte) value;
    return true;
  }

  /// `1.2.3.4` as the last four bytes.
  private boolean readDottedEnd() {
    if (written + 4 > BYTES) {
      return false;
    }
    for (int i = 0; i < 4; i++) {
      if (i > 0 && (at >= end || text[at++] != '.')) {
        return false;
      }
      int start = at;
      int value = 0;
      while (at < end && at - start < 3 && text[at] >= '0' && text[at] <= '9') {
        value = value * 10 + text[at++] - '0';
      }
      if (at == start || value > 255) {
        return false;
      }
      address[written++] = (byte) value;
    }
    return at == end;
  }

  private Optional<byte[]> filled() {
    if (gap < 0) {
      return written == BYTES ? Optional.of(address) : Optional.empty();
    }
    if (written == BYTES) {
      return Optional.empty();
    }
    int tail = written - gap;
    System.arraycopy(address, gap, address, BYTES - tail, tail);
    Arrays.fill(address, gap, BYTES - tail, (byte) 0);
    return Optional.of(address);
  }

  private boolean startsWith(String prefix) {
    for (int i = 0; i < prefix.length(); i++) {
      if (at + i >= end || text[at + i] != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
