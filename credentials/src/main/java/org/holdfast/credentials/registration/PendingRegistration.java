package org.holdfast.credentials.registration;

import java.util.List;
import java.util.OptionalLong;
import org.holdfast.credentials.codec.Codec;
import org.holdfast.credentials.codec.MessageReader;
import org.holdfast.credentials.codec.MessageWriter;
import org.holdfast.credentials.credential.Attributes;
import org.holdfast.credentials.credential.Credential;
import org.holdfast.credentials.credential.Mac;
import org.holdfast.credentials.group.RistrettoPoint;
import org.holdfast.credentials.group.Scalar;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.issuance.Issued;
import org.holdfast.credentials.key.PublicParameters;
import org.holdfast.credentials.refusal.IneligibleException;
import org.holdfast.credentials.refusal.RefusalException;
import org.holdfast.credentials.sigma.CompactProof;
import org.holdfast.credentials.sigma.Element;
import org.holdfast.credentials.sigma.Generator;
import org.holdfast.credentials.sigma.Prover;
import org.holdfast.credentials.transcript.Session;

/// The client's side of a registration, between request and reply.
public final class PendingRegistration {
  private final Codec codec;
  private final PublicParameters parameters;
  private final Scalar blinding;
  private final Scalar share;
  private final Element commitment;
  private final byte[] request;

  private PendingRegistration(
      Codec codec,
      PublicParameters parameters,
      Scalar blinding,
      Scalar share,
      ScalarSource random) {
    this.codec = codec;
    this.parameters = parameters;
    this.blinding = blinding;
    this.share = share;
    this.commitment =
        Element.once(
            Generator.A.secretTable()
                .times(blinding)
                .plus(parameters.nymId().secretTable().times(share)));
    CompactProof proof =
        Prover.prove(
            RegistrationStatement.of(parameters, commitment),
            Session.client(Session.registration()),
            List.of(blinding, share),
            random);
    this.request =
        new MessageWriter(codec)
            .encoded(commitment.encoding())
            .byteString(proof.encode())
            .toByteArray();
  }

  /// Draws the blinding and this side's share of nym_id, and makes the request.
  public static PendingRegistration begin(
      Codec codec, PublicParameters parameters, ScalarSource random) {
    return new PendingRegistration(codec, parameters, random.next(), random.next(), random);
  }

  /// What to send.
  public byte[] request() {
    return request.clone();
  }

  /// Takes the reply.
  ///
  /// @param today the Julian day number of the client's own date, in UTC; the issuer's may differ
  ///   by one, and an issuer who lies about it could recognise its victims
  public Credential complete(byte[] reply, long today) throws RefusalException {
    MessageReader reader = new MessageReader(codec, reply);
    Scalar ageScalar = reader.scalar("age");
    Scalar issuerShare = reader.scalar("issuer's share of nym_id");
    Issued issued = Issued.read(reader);
    RistrettoPoint k =
        RegistrationStatement.blindedAttributes(
            parameters, commitment.point(), ageScalar, issuerShare);
    Mac mac = issued.unblind(parameters, k, Session.registration(), blinding);
    OptionalLong age = ageScalar.vartimeUnsignedInt();
    if (age.isEmpty() || Math.abs(age.getAsLong() - today) > 1) {
      throw new IneligibleException("the issuer's date is not ours");
    }
    return new Credential(
        new Attributes(share.plus(issuerShare), age.getAsLong(), 0), mac, parameters);
  }
}
