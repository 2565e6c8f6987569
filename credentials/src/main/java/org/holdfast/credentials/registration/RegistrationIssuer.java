package org.holdfast.credentials.registration;

import org.holdfast.credentials.codec.Codec;
import org.holdfast.credentials.codec.MessageReader;
import org.holdfast.credentials.codec.MessageWriter;
import org.holdfast.credentials.group.Scalar;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.issuance.Issued;
import org.holdfast.credentials.issuance.ReplyScalars;
import org.holdfast.credentials.key.IssuerKeys;
import org.holdfast.credentials.refusal.RefusalException;
import org.holdfast.credentials.refusal.UnprovenException;
import org.holdfast.credentials.sigma.CompactProof;
import org.holdfast.credentials.sigma.Element;
import org.holdfast.credentials.sigma.Verifier;
import org.holdfast.credentials.transcript.Session;

/// The issuer's side of a registration. Keeps nothing and may be used by many threads, if its
/// source of scalars may.
public final class RegistrationIssuer {
  private final Codec codec;
  private final IssuerKeys keys;
  private final ReplyScalars scalars;

  /// Likewise, with the same source for all replies.
  public RegistrationIssuer(Codec codec, IssuerKeys keys, ScalarSource random) {
    this(codec, keys, ReplyScalars.from(random));
  }

  /// An issuer with this key.
  public RegistrationIssuer(Codec codec, IssuerKeys keys, ReplyScalars scalars) {
    this.codec = codec;
    this.keys = keys;
    this.scalars = scalars;
  }

  /// Answers a request.
  ///
  /// @param age the Julian day number of today, in UTC
  /// @return the reply
  public byte[] register(byte[] request, long age) throws RefusalException {
    MessageReader reader = new MessageReader(codec, request);
    Element commitment = Element.once(reader.point("C"));
    byte[] proof = reader.byteString("client proof");
    CompactProof decoded =
        CompactProof.decode(proof, 0, RegistrationStatement.SCALARS)
            .orElseThrow(() -> new UnprovenException("malformed client proof"));
    if (!Verifier.vartimeVerify(
        RegistrationStatement.of(keys.parameters(), commitment),
        Session.client(Session.registration()),
        decoded)) {
      throw new UnprovenException("the client's proof does not hold");
    }
    Scalar ageScalar = Scalar.ofLong(age);
    ScalarSource random = scalars.of(keys, "registration", request, ageScalar.encode());
    Scalar share = random.next();
    Issued issued =
        Issued.issue(
            keys,
            RegistrationStatement.blindedAttributes(
                keys.parameters(), commitment.point(), ageScalar, share),
            Session.registration(),
            random);
    MessageWriter reply = new MessageWriter(codec).scalar(ageScalar).scalar(share);
    issued.write(reply);
    return reply.toByteArray();
  }
}
