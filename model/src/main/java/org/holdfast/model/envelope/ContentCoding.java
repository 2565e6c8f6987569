package org.holdfast.model.envelope;

/// The `Content-Encoding` the request body had on the wire; it is stored inflated.
public enum ContentCoding {
  IDENTITY("identity"),
  GZIP("gzip"),
  ZSTD("zstd");

  private final String token;

  ContentCoding(String token) {
    this.token = token;
  }

  /// The stable word that stands in envelopes.
  public String token() {
    return token;
  }
}
