package org.holdfast.credentials.credential;

import org.holdfast.credentials.group.RistrettoPoint;
import org.holdfast.credentials.group.Scalar;
import org.holdfast.credentials.key.PublicParameters;

/// What a credential says, and only its owner knows.
///
/// @param nymId the secret that nyms are derived from, chosen by owner and issuer together
/// @param age Julian day number of the registration, unsigned 32-bit
/// @param count how many measurements were accepted, unsigned 32-bit
public record Attributes(Scalar nymId, long age, long count) {
  /// The largest age and count.
  public static final long MAX = 0xffffffffL;

  /// Checks the bounds.
  public Attributes {
    if (age < 0 || age > MAX || count < 0 || count > MAX) {
      throw new IllegalArgumentException("age and count are unsigned 32-bit integers");
    }
  }

  /// The age as it is computed with.
  public Scalar ageScalar() {
    return Scalar.ofLong(age);
  }

  /// The count as it is computed with.
  public Scalar countScalar() {
    return Scalar.ofLong(count);
  }

  /// The attributes after another measurement, for a count below the maximum.
  public Attributes counted() {
    return new Attributes(nymId, age, count + 1);
  }

  /// `s A + age X_age + count X_count + nym_id X_nym_id`: the attributes, blinded by s, as the
  /// issuer is given them.
  public RistrettoPoint blinded(RistrettoPoint blinding, PublicParameters parameters) {
    return blinding
        .plus(parameters.age().secretTable().times(ageScalar()))
        .plus(parameters.count().secretTable().times(countScalar()))
        .plus(parameters.nymId().secretTable().times(nymId));
  }

  @Override
  public String toString() {
    return "Attributes[hidden]";
  }
}
