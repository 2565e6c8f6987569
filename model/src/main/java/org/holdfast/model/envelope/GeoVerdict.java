package org.holdfast.model.envelope;

/// How the vantage point a probe claims compares with the one its connection came from (P78, P79).
public enum GeoVerdict {
  MATCH("match"),
  DIFFERS("differs"),
  /// No database, or the database does not know the address.
  UNKNOWN("unknown");

  private final String token;

  GeoVerdict(String token) {
    this.token = token;
  }

  /// The stable word that stands in envelopes.
  public String token() {
    return token;
  }
}
