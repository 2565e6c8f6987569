package org.holdfast.credentials.presentation;

import org.holdfast.credentials.credential.Attributes;
import org.holdfast.credentials.credential.Credential;
import org.holdfast.credentials.group.FixedBase;
import org.holdfast.credentials.group.RistrettoPoint;
import org.holdfast.credentials.group.Scalar;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.key.PublicParameters;
import org.holdfast.credentials.sigma.Element;
import org.holdfast.credentials.sigma.Generator;

/// What the owner of a credential knows about a presentation of it.
///
/// @param attributes of the credential shown
/// @param s blinding of the new attributes
/// @param zQ blinding of Q
/// @param zAge blinding of the age
/// @param zCount blinding of the count
/// @param zNymId blinding of the nym_id
public record PresentationWitness(
    Attributes attributes,
    Scalar s,
    Scalar zQ,
    Scalar zAge,
    Scalar zCount,
    Scalar zNymId,
    Presentation shown,
    Element v) {
  /// Re-randomises a credential and blinds its successor.
  ///
  /// @param next what the successor shall say
  /// @param nextParameters of the key it is to be issued under
  public static PresentationWitness of(
      Credential credential,
      Attributes next,
      PublicParameters nextParameters,
      ScalarSource random) {
    FixedBase a = Generator.A.secretTable();
    FixedBase b = Generator.B.secretTable();
    Attributes attributes = credential.attributes();
    PublicParameters parameters = credential.parameters();
    Scalar s = random.next();
    Scalar t = random.next();
    Scalar zQ = random.next();
    Scalar zAge = random.next();
    Scalar zCount = random.next();
    Scalar zNymId = random.next();

    Element p = Element.often(credential.mac().p().times(t));
    FixedBase timesP = p.secretTable();
    RistrettoPoint qBlinding = b.times(zQ);
    Presentation shown =
        new Presentation(
            Element.once(next.blinded(a.times(s), nextParameters)),
            p,
            Element.once(credential.mac().q().times(t).minus(qBlinding)),
            Element.once(timesP.times(attributes.ageScalar()).plus(a.times(zAge))),
            Element.once(timesP.times(attributes.countScalar()).plus(a.times(zCount))),
            Element.once(timesP.times(attributes.nymId()).plus(a.times(zNymId))));
    RistrettoPoint v =
        qBlinding
            .plus(parameters.age().secretTable().times(zAge))
            .plus(parameters.count().secretTable().times(zCount))
            .plus(parameters.nymId().secretTable().times(zNymId));
    return new PresentationWitness(attributes, s, zQ, zAge, zCount, zNymId, shown, Element.once(v));
  }

  @Override
  public String toString() {
    return "PresentationWitness[hidden]";
  }
}
