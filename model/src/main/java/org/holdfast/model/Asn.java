package org.holdfast.model;

import java.util.Optional;

/// An autonomous system number, 0 to 4294967295; 0 stands for "unknown" (df-000, `probe_asn`).
public record Asn(long number) {
  /// The probe does not know its network.
  public static final Asn UNKNOWN = new Asn(0);

  private static final long MAX = 0xFFFF_FFFFL;

  public Asn {
    if (number < 0 || number > MAX) {
      throw new IllegalArgumentException("an ASN lies in 0..4294967295");
    }
  }

  /// Reads `AS<digits>` without a leading zero, as in `AS30722`; anything else is empty.
  public static Optional<Asn> parse(String text) {
    return text.startsWith("AS") ? parseDigits(text.substring(2)) : Optional.empty();
  }

  /// Reads plain digits without a leading zero, as they stand in a report id.
  public static Optional<Asn> parseDigits(String digits) {
    if (digits.isEmpty()
        || digits.length() > 10
        || (digits.length() > 1 && digits.charAt(0) == '0')) {
      return Optional.empty();
    }
    long number = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        return Optional.empty();
      }
      number = number * 10 + (c - '0');
    }
    return number <= MAX ? Optional.of(new Asn(number)) : Optional.empty();
  }

  public boolean isUnknown() {
    return number == 0;
  }

  /// The form probes use: `AS30722`.
  @Override
  public String toString() {
    return "AS" + number;
  }
}
