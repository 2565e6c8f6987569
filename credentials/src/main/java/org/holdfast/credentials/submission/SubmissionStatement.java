package org.holdfast.credentials.submission;

import java.util.List;
import org.holdfast.credentials.key.PublicParameters;
import org.holdfast.credentials.presentation.Presentation;
import org.holdfast.credentials.presentation.PresentationStatement;
import org.holdfast.credentials.range.RangeStatement;
import org.holdfast.credentials.sigma.Base;
import org.holdfast.credentials.sigma.Element;
import org.holdfast.credentials.sigma.Generator;
import org.holdfast.credentials.sigma.LinearRelation;
import org.holdfast.credentials.sigma.LinearRelation.Term;

/// What a submission proves (protocol, section 6).
///
/// @param nym the nym in the network
/// @param domain the point it is a multiple of
/// @param v the point V
/// @param ageBits commitments to the bits of the age, the lowest first
/// @param countBits commitments to the bits of the count, the lowest first
record SubmissionStatement(
    Presentation shown,
    Element nym,
    Element domain,
    Element v,
    List<Element> ageBits,
    List<Element> countBits) {
  /// How many scalars it is about.
  static int scalars(int bits) {
    return 3 * bits + 8;
  }

  /// Scalars: nym_id, those of the two range proofs, s, age, count, z_age, z_count, z_nym_id, zQ.
  /// Where old and new credential are under the same key its points are base variables twice all
  /// the same.
  ///
  /// @param parameters of the key of the old credential
  /// @param next of the key of the new one
  LinearRelation relation(PublicParameters parameters, PublicParameters next) {
    Base p = new Base(shown.p());
    Base a = new Base(Generator.A);
    LinearRelation relation = new LinearRelation();
    int nymId = relation.scalar();
    relation.equation(nym, new Term(nymId, new Base(domain)));
    RangeStatement.add(relation, ageBits, p, a);
    RangeStatement.add(relation, countBits, p, a);
    int s = relation.scalar();
    int age = relation.scalar();
    int count = relation.scalar();
    int z = relation.scalars(4);
    // The new credential counts one more than the old: that one is taken out of the image.
    relation.equation(
        Element.once(shown.c().point().minus(next.count().point())),
        new Term(count, new Base(next.count())),
        new Term(s, a),
        new Term(age, new Base(next.age())),
        new Term(nymId, new Base(next.nymId())));
    PresentationStatement.add(
        relation,
        shown,
        v,
        p,
        a,
        parameters,
        new PresentationStatement.Scalars(age, count, nymId, z, z + 1, z + 2, z + 3));
    return relation;
  }
}
