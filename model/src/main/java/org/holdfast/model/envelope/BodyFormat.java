package org.holdfast.model.envelope;

/// The format of the measurement document inside the body.
public enum BodyFormat {
  JSON("json"),
  YAML("yaml");

  private final String token;

  BodyFormat(String token) {
    this.token = token;
  }

  /// The stable word that stands in envelopes.
  public String token() {
    return token;
  }
}
