package org.holdfast.credentials.issuance;

import java.util.List;
import org.holdfast.credentials.codec.MessageReader;
import org.holdfast.credentials.codec.MessageWriter;
import org.holdfast.credentials.credential.Mac;
import org.holdfast.credentials.group.RistrettoPoint;
import org.holdfast.credentials.group.Scalar;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.key.IssuerKeys;
import org.holdfast.credentials.key.PublicParameters;
import org.holdfast.credentials.refusal.UndecodableException;
import org.holdfast.credentials.refusal.UnprovenException;
import org.holdfast.credentials.sigma.Base;
import org.holdfast.credentials.sigma.CompactProof;
import org.holdfast.credentials.sigma.Element;
import org.holdfast.credentials.sigma.Generator;
import org.holdfast.credentials.sigma.LinearRelation;
import org.holdfast.credentials.sigma.LinearRelation.Term;
import org.holdfast.credentials.sigma.Prover;
import org.holdfast.credentials.sigma.Verifier;
import org.holdfast.credentials.transcript.Session;

/// A MAC that the issuer put on blinded attributes K, and the proof that the published key was used
/// (protocol, section 5): `P = b A`, `R = b (x0 A + K)`.
public final class Issued {
  private static final int SCALARS = 2;

  private final Element p;
  private final Element r;
  private final byte[] proof;

  private Issued(Element p, Element r, byte[] proof) {
    this.p = p;
    this.r = r;
    this.proof = proof;
  }

  /// Issues. Constant time in the key and in what is drawn: b, then two nonces.
  public static Issued issue(
      IssuerKeys keys, RistrettoPoint k, byte[] sessionId, ScalarSource random) {
    Scalar b = random.next();
    Element p = Element.once(Generator.A.secretTable().times(b));
    Element r = Element.once(keys.secretX0TimesA().plus(k).times(b));
    CompactProof proof =
        Prover.prove(
            statement(keys.parameters(), p, k, r),
            Session.issuer(sessionId),
            List.of(b, keys.privateKey().secretX0()),
            random);
    b.destroy();
    return new Issued(p, r, proof.encode());
  }

  /// Reads what follows in a reply.
  public static Issued read(MessageReader reader) throws UndecodableException {
    return new Issued(
        Element.once(reader.point("P")),
        Element.once(reader.point("R")),
        reader.byteString("issuer proof"));
  }

  /// Appends to a reply.
  public void write(MessageWriter writer) {
    writer.encoded(p.encoding()).encoded(r.encoding()).byteString(proof);
  }

  /// The MAC on the attributes in K, with the blinding s taken away.
  ///
  /// @throws UnprovenException unless the issuer used the key everybody knows
  public Mac unblind(PublicParameters parameters, RistrettoPoint k, byte[] sessionId, Scalar s)
      throws UnprovenException {
    CompactProof decoded =
        CompactProof.decode(proof, 0, SCALARS)
            .orElseThrow(() -> new UnprovenException("malformed issuer proof"));
    if (!Verifier.vartimeVerify(
        statement(parameters, p, k, r), Session.issuer(sessionId), decoded)) {
      throw new UnprovenException("the issuer's proof does not hold");
    }
    return new Mac(p.point(), r.point().minus(p.point().times(s)));
  }

  private static LinearRelation statement(
      PublicParameters parameters, Element p, RistrettoPoint k, Element r) {
    LinearRelation relation = new LinearRelation();
    int b = relation.scalar();
    int x0 = relation.scalar();
    relation.equation(p, new Term(b, new Base(Generator.A)));
    relation.equation(parameters.x0(), new Term(x0, new Base(Generator.B)));
    relation.equation(r, new Term(x0, new Base(p)), new Term(b, new Base(Element.once(k))));
    return relation;
  }
}
