package org.holdfast.credentials.presentation;

import org.holdfast.credentials.key.PublicParameters;
import org.holdfast.credentials.sigma.Base;
import org.holdfast.credentials.sigma.Element;
import org.holdfast.credentials.sigma.Generator;
import org.holdfast.credentials.sigma.LinearRelation;
import org.holdfast.credentials.sigma.LinearRelation.Term;

/// The equations that end every statement about a presentation: that the three commitments hide
/// what the MAC authenticates.
public final class PresentationStatement {
  private PresentationStatement() {}

  /// The numbers of the scalars involved.
  public record Scalars(int age, int count, int nymId, int zAge, int zCount, int zNymId, int zQ) {}

  /// Adds the equations of C_age, C_count, C_nym_id and V.
  ///
  /// @param parameters of the key the shown credential was issued under
  public static void add(
      LinearRelation relation,
      Presentation shown,
      Element v,
      Base p,
      Base a,
      PublicParameters parameters,
      Scalars n) {
    relation.equation(shown.age(), new Term(n.age, p), new Term(n.zAge, a));
    relation.equation(shown.count(), new Term(n.count, p), new Term(n.zCount, a));
    relation.equation(shown.nymId(), new Term(n.nymId, p), new Term(n.zNymId, a));
    relation.equation(
        v,
        new Term(n.zQ, new Base(Generator.B)),
        new Term(n.zAge, new Base(parameters.age())),
        new Term(n.zCount, new Base(parameters.count())),
        new Term(n.zNymId, new Base(parameters.nymId())));
  }
}
