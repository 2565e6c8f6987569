package org.holdfast.bouncer.directory;

import java.util.Optional;

/// Where a collector or test helper is reached, and how.
///
/// @param address a URL without a trailing slash, or for `legacy` whatever the nettest expects
/// @param front the host to connect to, for `cloudfront` and no other type
public record TypedAddress(AddressType type, String address, Optional<String> front) {

  public TypedAddress {
    if (address.isEmpty()) {
      throw new IllegalArgumentException("an address is not empty");
    }
    if (front.isPresent() != (type == AddressType.CLOUDFRONT)) {
      throw new IllegalArgumentException("a front belongs to type cloudfront and to no other");
    }
  }

  public TypedAddress(AddressType type, String address) {
    this(type, address, Optional.empty());
  }

  /// An address whose type shows in its scheme: `httpo:` or a name in `.onion` is an onion service,
  /// `https:` and `http:` are what they say, anything else is `legacy`.
  public static TypedAddress of(String address) {
    return new TypedAddress(typeOf(address), address);
  }

  private static AddressType typeOf(String address) {
    if (address.startsWith("httpo:") || address.matches("https?://[^/:]+\\.onion(:[0-9]+)?/?")) {
      return AddressType.ONION;
    }
    if (address.startsWith("https:")) {
      return AddressType.HTTPS;
    }
    return address.startsWith("http:") ? AddressType.HTTP : AddressType.LEGACY;
  }
}
