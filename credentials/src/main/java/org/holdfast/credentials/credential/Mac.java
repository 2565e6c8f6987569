package org.holdfast.credentials.credential;

import org.holdfast.credentials.group.RistrettoPoint;
import org.holdfast.credentials.group.Scalar;
import org.holdfast.credentials.key.PrivateKey;

/// The issuer's authentication of attributes, which only the issuer can check directly (protocol,
/// section 2.5).
///
/// @param p a random point, not the identity
/// @param q the same point times a secret function of the attributes
public record Mac(RistrettoPoint p, RistrettoPoint q) {
  /// Whether this belongs to the attributes.
  public boolean isValid(Attributes attributes, PrivateKey key) {
    Scalar factor =
        key.secretX0()
            .plus(key.secretXr())
            .plus(key.secretNymId().times(attributes.nymId()))
            .plus(key.secretAge().times(attributes.ageScalar()))
            .plus(key.secretCount().times(attributes.countScalar()));
    return !p.isIdentity() && p.times(factor).equals(q);
  }

  /// Does not show it: whoever has a MAC can use the credential.
  @Override
  public String toString() {
    return "Mac[hidden]";
  }
}
