package org.holdfast.credentials.nym;

import java.nio.charset.StandardCharsets;
import org.holdfast.credentials.group.RistrettoPoint;

/// The network a probe measures in, within which its nym stays the same.
///
/// @param cc country, such as `IT`; used literally
/// @param asn with its prefix, such as `AS30722`; used literally
public record Network(String cc, String asn) {
  /// The point that nyms of this network are multiples of (protocol, section 1.2).
  public RistrettoPoint domain() {
    return RistrettoPoint.hash(("ooni.org/" + cc + "/" + asn).getBytes(StandardCharsets.UTF_8));
  }
}
