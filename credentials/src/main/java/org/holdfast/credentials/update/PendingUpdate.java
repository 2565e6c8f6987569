package org.holdfast.credentials.update;

import java.util.List;
import org.holdfast.credentials.codec.Codec;
import org.holdfast.credentials.codec.MessageReader;
import org.holdfast.credentials.codec.MessageWriter;
import org.holdfast.credentials.credential.Attributes;
import org.holdfast.credentials.credential.Credential;
import org.holdfast.credentials.credential.Mac;
import org.holdfast.credentials.group.RistrettoPoint;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.issuance.Issued;
import org.holdfast.credentials.key.PublicParameters;
import org.holdfast.credentials.presentation.PresentationWitness;
import org.holdfast.credentials.refusal.RefusalException;
import org.holdfast.credentials.sigma.CompactProof;
import org.holdfast.credentials.sigma.Prover;
import org.holdfast.credentials.transcript.Session;

/// The client's side of an update, between request and reply.
public final class PendingUpdate {
  private final Codec codec;
  private final PublicParameters next;
  private final PresentationWitness witness;
  private final byte[] request;

  private PendingUpdate(
      Codec codec, PublicParameters next, PresentationWitness witness, byte[] request) {
    this.codec = codec;
    this.next = next;
    this.witness = witness;
    this.request = request;
  }

  /// Makes a request.
  ///
  /// @param next parameters of the key to move to
  public static PendingUpdate begin(
      Codec codec, Credential credential, PublicParameters next, ScalarSource random) {
    Attributes attributes = credential.attributes();
    PresentationWitness witness = PresentationWitness.of(credential, attributes, next, random);
    CompactProof proof =
        Prover.prove(
            UpdateStatement.of(witness.shown(), witness.v(), credential.parameters(), next),
            Session.client(Session.update()),
            List.of(
                witness.s(),
                attributes.ageScalar(),
                attributes.countScalar(),
                attributes.nymId(),
                witness.zAge(),
                witness.zCount(),
                witness.zNymId(),
                witness.zQ()),
            random);
    MessageWriter request = new MessageWriter(codec);
    witness.shown().write(request);
    request.byteString(proof.encode());
    return new PendingUpdate(codec, next, witness, request.toByteArray());
  }

  /// What to send.
  public byte[] request() {
    return request.clone();
  }

  /// Takes the reply.
  ///
  /// @return the credential under the new key
  public Credential complete(byte[] reply) throws RefusalException {
    Issued issued = Issued.read(new MessageReader(codec, reply));
    RistrettoPoint k = witness.shown().c().point().plus(next.xr().point());
    Mac mac = issued.unblind(next, k, Session.update(), witness.s());
    return new Credential(witness.attributes(), mac, next);
  }
}
