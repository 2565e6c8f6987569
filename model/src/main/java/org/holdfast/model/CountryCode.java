package org.holdfast.model;

import java.util.Optional;

/// An ISO 3166-1 alpha-2 country code as probes claim it: two capital ASCII letters. `ZZ` stands
/// for "unknown" (df-000, `probe_cc`).
public record CountryCode(String text) {
  /// The probe does not know where it is.
  public static final CountryCode UNKNOWN = new CountryCode("ZZ");

  public CountryCode {
    if (!isValid(text)) {
      throw new IllegalArgumentException("not a country code of two capital letters");
    }
  }

  /// Reads exactly two capital letters; anything else is empty.
  public static Optional<CountryCode> parse(String text) {
    return isValid(text) ? Optional.of(new CountryCode(text)) : Optional.empty();
  }

  public boolean isUnknown() {
    return equals(UNKNOWN);
  }

  private static boolean isValid(String text) {
    return text.length() == 2 && isCapital(text.charAt(0)) && isCapital(text.charAt(1));
  }

  private static boolean isCapital(char c) {
    return c >= 'A' && c <= 'Z';
  }

  @Override
  public String toString() {
    return text;
  }
}
