package org.holdfast.bouncer.directory;

import java.util.List;

/// The addresses one machine has for one test helper, never empty.
public record HelperOffer(List<TypedAddress> addresses, int capacity) {
  public HelperOffer {
    addresses = List.copyOf(addresses);
  }

  /// The one for clients that know only one.
  public TypedAddress primary() {
    return addresses.getFirst();
  }
}
