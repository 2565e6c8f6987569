package org.holdfast.model.envelope;

/// How the request reached us.
public enum Transport {
  HTTPS("https"),
  ONION("onion"),
  FRONTED("fronted"),
  HTTP("http"),
  UNIX("unix");

  private final String token;

  Transport(String token) {
    this.token = token;
  }

  /// The stable word that stands in envelopes.
  public String token() {
    return token;
  }
}
