package org.holdfast.credentials.submission;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.credentials.codec.Codec;
import org.holdfast.credentials.codec.MessageReader;
import org.holdfast.credentials.codec.MessageWriter;
import org.holdfast.credentials.group.RistrettoPoint;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.issuance.Issued;
import org.holdfast.credentials.issuance.ReplyScalars;
import org.holdfast.credentials.key.IssuerKeys;
import org.holdfast.credentials.nym.ProbeId;
import org.holdfast.credentials.presentation.Presentation;
import org.holdfast.credentials.range.RangeStatement;
import org.holdfast.credentials.range.RangeWeights;
import org.holdfast.credentials.refusal.RefusalException;
import org.holdfast.credentials.refusal.UnprovenException;
import org.holdfast.credentials.sigma.CompactProof;
import org.holdfast.credentials.sigma.Element;
import org.holdfast.credentials.sigma.Verifier;
import org.holdfast.credentials.transcript.Session;

/// The issuer's side of a submission. Keeps nothing, so that a repeated request is answered again,
/// and may be used by many threads, if its source of scalars may.
public final class SubmissionVerifier {
  private final Codec codec;
  private final IssuerKeys shownKeys;
  private final IssuerKeys keys;
  private final ReplyScalars scalars;

  /// Likewise, with the same source for all replies.
  public SubmissionVerifier(Codec codec, IssuerKeys keys, ScalarSource random) {
    this(codec, keys, ReplyScalars.from(random));
  }

  /// A verifier with this key.
  public SubmissionVerifier(Codec codec, IssuerKeys keys, ReplyScalars scalars) {
    this(codec, keys, keys, scalars);
  }

  /// A verifier of credentials under one key, whose successors are issued under another: what a
  /// client asks for that kept its credential over a change of keys (protocol, section 6).
  public SubmissionVerifier(
      Codec codec, IssuerKeys shownKeys, IssuerKeys keys, ReplyScalars scalars) {
    this.codec = codec;
    this.shownKeys = shownKeys;
    this.keys = keys;
    this.scalars = scalars;
  }

  /// Checks a request and issues the next credential.
  ///
  /// @param claimed the probe id that came with the request
  /// @return the reply; the probe id is now proven
  public byte[] verify(SubmissionContext context, ProbeId claimed, byte[] request)
      throws RefusalException {
    MessageReader reader = new MessageReader(codec, request);
    Presentation shown = Presentation.read(reader);
    byte[] proof = reader.byteString("proof");
    Element nym = Element.once(reader.point("NYM"));
    if (!ProbeId.of(nym.encoding()).equals(claimed)) {
      throw new UnprovenException("the nym is another");
    }
    byte[] sessionId = context.measurement().sessionId();
    checkProof(context, shown, nym, proof, sessionId);
    RistrettoPoint k = shown.c().point().plus(keys.parameters().xr().point());
    MessageWriter reply = new MessageWriter(codec);
    Issued.issue(keys, k, sessionId, scalars.of(keys, "submission", sessionId, request, k.encode()))
        .write(reply);
    return reply.toByteArray();
  }

  private void checkProof(
      SubmissionContext context, Presentation shown, Element nym, byte[] proof, byte[] sessionId)
      throws UnprovenException {
    RangeWeights ages = provable(context.policy().ages());
    RangeWeights counts = provable(context.policy().counts());
    int ageBytes = (ages.count() - 1) * RistrettoPoint.BYTES;
    int bitBytes = ageBytes + (counts.count() - 1) * RistrettoPoint.BYTES;
    int scalars = SubmissionStatement.scalars(ages.count() + counts.count());
    if (proof.length != bitBytes + CompactProof.length(scalars)) {
      throw new UnprovenException("the proof is for ranges of other sizes");
    }
    CompactProof decoded =
        CompactProof.decode(proof, bitBytes, scalars)
            .orElseThrow(() -> new UnprovenException("malformed proof"));
    Element v = shown.verifierV(shownKeys.privateKey());
    SubmissionStatement statement =
        new SubmissionStatement(
            shown,
            nym,
            Element.once(context.network().domain()),
            v,
            RangeStatement.vartimeComplete(
                ages, shown.age().point(), shown.p(), bits(proof, 0, ageBytes)),
            RangeStatement.vartimeComplete(
                counts, shown.count().point(), shown.p(), bits(proof, ageBytes, bitBytes)));
    if (!Verifier.vartimeVerify(
        statement.relation(shownKeys.parameters(), keys.parameters()),
        Session.client(sessionId),
        decoded)) {
      throw new UnprovenException("the proof does not hold");
    }
  }

  private static RangeWeights provable(Optional<RangeWeights> weights) throws UnprovenException {
    return weights.orElseThrow(() -> new UnprovenException("the policy cannot be met"));
  }

  private static List<Element> bits(byte[] proof, int from, int to) throws UnprovenException {
    List<Element> bits = new ArrayList<>();
    for (int offset = from; offset < to; offset += RistrettoPoint.BYTES) {
      bits.add(
          Element.once(
              RistrettoPoint.decode(proof, offset)
                  .orElseThrow(() -> new UnprovenException("undecodable bit commitment"))));
    }
    return bits;
  }
}
