package org.holdfast.credentials.presentation;

import java.util.List;
import org.holdfast.credentials.codec.MessageReader;
import org.holdfast.credentials.codec.MessageWriter;
import org.holdfast.credentials.group.RistrettoPoint;
import org.holdfast.credentials.group.Scalar;
import org.holdfast.credentials.key.PrivateKey;
import org.holdfast.credentials.refusal.UndecodableException;
import org.holdfast.credentials.refusal.UnprovenException;
import org.holdfast.credentials.sigma.Element;

/// The six points with which a request begins that shows a credential and asks for its successor
/// (protocol, section 6).
///
/// @param c C, the attributes of the new credential, blinded
/// @param p P of the old one, re-randomised; not the identity
/// @param cq Q of the old one, re-randomised and committed to
/// @param age commitment to the age
/// @param count commitment to the count
/// @param nymId commitment to the nym_id
public record Presentation(
    Element c, Element p, Element cq, Element age, Element count, Element nymId) {
  /// Reads the points.
  public static Presentation read(MessageReader reader) throws UndecodableException {
    return new Presentation(
        Element.once(reader.point("C")),
        Element.once(reader.point("P")),
        Element.once(reader.point("CQ")),
        Element.once(reader.point("C_age")),
        Element.once(reader.point("C_measurement_count")),
        Element.once(reader.point("C_nym_id")));
  }

  /// Writes the points.
  public void write(MessageWriter writer) {
    writer.encoded(c.encoding()).encoded(p.encoding()).encoded(cq.encoding());
    writer.encoded(age.encoding()).encoded(count.encoding()).encoded(nymId.encoding());
  }

  /// The verifier's way to V: `(x0 + xr) P + x_age C_age + x_count C_count + x_nym C_nym - CQ`.
  /// Constant time in the key.
  ///
  /// @throws UnprovenException if P is the identity, for which any Q would do
  public Element verifierV(PrivateKey key) throws UnprovenException {
    if (p.point().isIdentity()) {
      throw new UnprovenException("P is the identity");
    }
    Scalar ofP = key.secretX0().plus(key.secretXr());
    RistrettoPoint sum =
        RistrettoPoint.sumOfProducts(
            List.of(p.point(), age.point(), count.point(), nymId.point()),
            List.of(ofP, key.secretAge(), key.secretCount(), key.secretNymId()));
    ofP.destroy();
    return Element.once(sum.minus(cq.point()));
  }
}
