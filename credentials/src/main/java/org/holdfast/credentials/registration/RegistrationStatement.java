package org.holdfast.credentials.registration;

import org.holdfast.credentials.group.RistrettoPoint;
import org.holdfast.credentials.group.Scalar;
import org.holdfast.credentials.key.PublicParameters;
import org.holdfast.credentials.sigma.Base;
import org.holdfast.credentials.sigma.Element;
import org.holdfast.credentials.sigma.Generator;
import org.holdfast.credentials.sigma.LinearRelation;
import org.holdfast.credentials.sigma.LinearRelation.Term;

/// What both sides of a registration compute alike.
final class RegistrationStatement {
  static final int SCALARS = 2;

  private RegistrationStatement() {}

  /// `C = s A + u X_nym_id`.
  static LinearRelation of(PublicParameters parameters, Element commitment) {
    LinearRelation relation = new LinearRelation();
    int s = relation.scalar();
    int u = relation.scalar();
    relation.equation(
        commitment, new Term(s, new Base(Generator.A)), new Term(u, new Base(parameters.nymId())));
    return relation;
  }

  /// The blinded attributes: `K = C + Xr + age X_age + v X_nym_id`; the count is 0.
  static RistrettoPoint blindedAttributes(
      PublicParameters parameters, RistrettoPoint commitment, Scalar age, Scalar issuerShare) {
    return commitment
        .plus(parameters.xr().point())
        .plus(parameters.age().secretTable().times(age))
        .plus(parameters.nymId().secretTable().times(issuerShare));
  }
}
