package org.holdfast.credentials.submission;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
import org.holdfast.credentials.nym.ProbeId;
import org.holdfast.credentials.presentation.Presentation;
import org.holdfast.credentials.presentation.PresentationWitness;
import org.holdfast.credentials.range.RangeWeights;
import org.holdfast.credentials.range.RangeWitness;
import org.holdfast.credentials.refusal.IneligibleException;
import org.holdfast.credentials.refusal.RefusalException;
import org.holdfast.credentials.sigma.CompactProof;
import org.holdfast.credentials.sigma.Element;
import org.holdfast.credentials.sigma.Prover;
import org.holdfast.credentials.transcript.Session;

/// The client's side of a submission, between request and reply. The old credential stays valid, so
/// that a client whose reply is lost can send the same request again.
public final class PendingSubmission {
  private final Codec codec;
  private final Credential credential;
  private final PublicParameters next;
  private final byte[] sessionId;
  private final Scalar blinding;
  private final RistrettoPoint commitment;
  private final ProbeId probeId;
  private final byte[] request;

  private PendingSubmission(
      Codec codec,
      Credential credential,
      PublicParameters next,
      byte[] sessionId,
      PresentationWitness witness,
      ProbeId probeId,
      byte[] request) {
    this.codec = codec;
    this.credential = credential;
    this.next = next;
    this.sessionId = sessionId;
    this.blinding = witness.s();
    this.commitment = witness.shown().c().point();
    this.probeId = probeId;
    this.request = request;
  }

  /// Makes a request.
  ///
  /// @throws IneligibleException if the credential does not meet the policy, or nobody can
  public static PendingSubmission begin(
      Codec codec, Credential credential, SubmissionContext context, ScalarSource random)
      throws IneligibleException {
    return begin(codec, credential, credential.parameters(), context, random);
  }

  /// Makes a request for a successor under another key.
  ///
  /// @param next parameters of the key to move to
  /// @throws IneligibleException if the credential does not meet the policy, or nobody can
  public static PendingSubmission begin(
      Codec codec,
      Credential credential,
      PublicParameters next,
      SubmissionContext context,
      ScalarSource random)
      throws IneligibleException {
    SubmissionPolicy policy = context.policy();
    Attributes attributes = credential.attributes();
    RangeWeights ages = provable(policy.ages(), attributes.age(), policy.ageFrom(), policy.ageTo());
    RangeWeights counts =
        provable(
            policy.counts(), attributes.count(), policy.minimumCount(), SubmissionPolicy.COUNT_TO);
    PresentationWitness witness =
        PresentationWitness.of(credential, attributes.counted(), next, random);
    RangeWitness age = RangeWitness.of(ages, attributes.age(), witness.zAge(), random);
    RangeWitness count = RangeWitness.of(counts, attributes.count(), witness.zCount(), random);
    Presentation shown = witness.shown();
    RistrettoPoint domain = context.network().domain();
    Element nym = Element.once(domain.times(attributes.nymId()));
    SubmissionStatement statement =
        new SubmissionStatement(
            shown,
            nym,
            Element.once(domain),
            witness.v(),
            age.commitments(shown.p()),
            count.commitments(shown.p()));
    byte[] sessionId = context.measurement().sessionId();
    CompactProof proof =
        Prover.prove(
            statement.relation(credential.parameters(), next),
            Session.client(sessionId),
            scalars(witness, age, count),
            random);
    MessageWriter request = new MessageWriter(codec);
    shown.write(request);
    request.byteString(proofBytes(statement, proof)).encoded(nym.encoding());
    return new PendingSubmission(
        codec,
        credential,
        next,
        sessionId,
        witness,
        ProbeId.of(nym.encoding()),
        request.toByteArray());
  }

  /// What to send.
  public byte[] request() {
    return request.clone();
  }

  /// The id that goes with the request.
  public ProbeId probeId() {
    return probeId;
  }

  /// Takes the reply.
  ///
  /// @return the credential that counts this measurement too
  public Credential complete(byte[] reply) throws RefusalException {
    Issued issued = Issued.read(new MessageReader(codec, reply));
    RistrettoPoint k = commitment.plus(next.xr().point());
    Mac mac = issued.unblind(next, k, sessionId, blinding);
    return new Credential(credential.attributes().counted(), mac, next);
  }

  private static RangeWeights provable(
      Optional<RangeWeights> weights, long value, long from, long to) throws IneligibleException {
    if (value < from || value >= to) {
      throw new IneligibleException("the credential does not meet the policy");
    }
    return weights.orElseThrow(() -> new IneligibleException("nobody can meet the policy"));
  }

  private static List<Scalar> scalars(
      PresentationWitness witness, RangeWitness age, RangeWitness count) {
    Attributes attributes = witness.attributes();
    List<Scalar> scalars = new ArrayList<>();
    scalars.add(attributes.nymId());
    scalars.addAll(age.scalars());
    scalars.addAll(count.scalars());
    scalars.add(witness.s());
    scalars.add(attributes.ageScalar());
    scalars.add(attributes.countScalar());
    scalars.add(witness.zAge());
    scalars.add(witness.zCount());
    scalars.add(witness.zNymId());
    scalars.add(witness.zQ());
    return scalars;
  }

  /// The bit commitments, but for the lowest of each range, and the proof.
  private static byte[] proofBytes(SubmissionStatement statement, CompactProof proof) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    statement.ageBits().stream().skip(1).forEach(d -> bytes.writeBytes(d.encoding()));
    statement.countBits().stream().skip(1).forEach(d -> bytes.writeBytes(d.encoding()));
    bytes.writeBytes(proof.encode());
    return bytes.toByteArray();
  }
}
