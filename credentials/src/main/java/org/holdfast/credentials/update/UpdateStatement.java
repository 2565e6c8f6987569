package org.holdfast.credentials.update;

import org.holdfast.credentials.key.PublicParameters;
import org.holdfast.credentials.presentation.Presentation;
import org.holdfast.credentials.presentation.PresentationStatement;
import org.holdfast.credentials.sigma.Base;
import org.holdfast.credentials.sigma.Element;
import org.holdfast.credentials.sigma.Generator;
import org.holdfast.credentials.sigma.LinearRelation;
import org.holdfast.credentials.sigma.LinearRelation.Term;

/// What an update proves: the new credential says what the old one says (protocol, section 7).
final class UpdateStatement {
  static final int SCALARS = 8;

  private UpdateStatement() {}

  /// Scalars: s, age, count, nym_id, z_age, z_count, z_nym_id, zQ.
  static LinearRelation of(
      Presentation shown, Element v, PublicParameters old, PublicParameters next) {
    Base p = new Base(shown.p());
    Base a = new Base(Generator.A);
    LinearRelation relation = new LinearRelation();
    int s = relation.scalar();
    int age = relation.scalar();
    int count = relation.scalar();
    int nymId = relation.scalar();
    int z = relation.scalars(4);
    relation.equation(
        shown.c(),
        new Term(s, a),
        new Term(age, new Base(next.age())),
        new Term(count, new Base(next.count())),
        new Term(nymId, new Base(next.nymId())));
    PresentationStatement.add(
        relation,
        shown,
        v,
        p,
        a,
        old,
        new PresentationStatement.Scalars(age, count, nymId, z, z + 1, z + 2, z + 3));
    return relation;
  }
}
