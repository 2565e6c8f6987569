package org.holdfast.bouncer.directory;

/// How an address is to be used (legacy contract §2.7).
public enum AddressType {
  /// HTTP over Tor.
  ONION("onion"),
  /// TLS with a certificate of a public authority.
  HTTPS("https"),
  /// TLS to a front, which passes the request on by its `Host` header.
  CLOUDFRONT("cloudfront"),
  /// Plain HTTP.
  HTTP("http"),
  /// As the nettest that asks for the helper understands it, for instance `192.0.2.7:57004`.
  LEGACY("legacy");

  private final String word;

  AddressType(String word) {
    this.word = word;
  }

  /// The word in answers.
  public String word() {
    return word;
  }
}
