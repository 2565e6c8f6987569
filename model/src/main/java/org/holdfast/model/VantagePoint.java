package org.holdfast.model;

/// Where a probe measures from: a network in a country.
public record VantagePoint(CountryCode countryCode, Asn asn) {
  /// Neither country nor network is known.
  public static final VantagePoint UNKNOWN = new VantagePoint(CountryCode.UNKNOWN, Asn.UNKNOWN);
}
