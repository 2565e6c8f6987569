package org.holdfast.credentials.group;

import java.nio.charset.StandardCharsets;

/// The two generators of the protocol: B is [RistrettoPoint#BASE], and of A nobody knows the
/// logarithm to base B, because it is a hash.
public final class Generators {
  /// B.
  public static final RistrettoPoint B = RistrettoPoint.BASE;

  /// A, the hash of `CMZ Generator A`.
  public static final RistrettoPoint A =
      RistrettoPoint.hash("CMZ Generator A".getBytes(StandardCharsets.US_ASCII));

  private Generators() {}
}
