package org.holdfast.credentials.update;

import org.holdfast.credentials.codec.Codec;
import org.holdfast.credentials.codec.MessageReader;
import org.holdfast.credentials.codec.MessageWriter;
import org.holdfast.credentials.group.RistrettoPoint;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.issuance.Issued;
import org.holdfast.credentials.issuance.ReplyScalars;
import org.holdfast.credentials.key.IssuerKeys;
import org.holdfast.credentials.presentation.Presentation;
import org.holdfast.credentials.refusal.RefusalException;
import org.holdfast.credentials.refusal.UnprovenException;
import org.holdfast.credentials.sigma.CompactProof;
import org.holdfast.credentials.sigma.Element;
import org.holdfast.credentials.sigma.Verifier;
import org.holdfast.credentials.transcript.Session;

/// The issuer's side of an update. Keeps nothing and may be used by many threads, if its source of
/// scalars may.
public final class UpdateIssuer {
  private final Codec codec;
  private final IssuerKeys oldKeys;
  private final IssuerKeys newKeys;
  private final ReplyScalars scalars;

  /// Likewise, with the same source for all replies.
  public UpdateIssuer(Codec codec, IssuerKeys oldKeys, IssuerKeys newKeys, ScalarSource random) {
    this(codec, oldKeys, newKeys, ReplyScalars.from(random));
  }

  /// An issuer who moves credentials from one key to another.
  public UpdateIssuer(Codec codec, IssuerKeys oldKeys, IssuerKeys newKeys, ReplyScalars scalars) {
    this.codec = codec;
    this.oldKeys = oldKeys;
    this.newKeys = newKeys;
    this.scalars = scalars;
  }

  /// Checks a request and issues the same credential under the new key.
  ///
  /// @return the reply
  public byte[] update(byte[] request) throws RefusalException {
    MessageReader reader = new MessageReader(codec, request);
    Presentation shown = Presentation.read(reader);
    byte[] proof = reader.byteString("proof");
    Element v = shown.verifierV(oldKeys.privateKey());
    CompactProof decoded =
        CompactProof.decode(proof, 0, UpdateStatement.SCALARS)
            .orElseThrow(() -> new UnprovenException("malformed proof"));
    if (!Verifier.vartimeVerify(
        UpdateStatement.of(shown, v, oldKeys.parameters(), newKeys.parameters()),
        Session.client(Session.update()),
        decoded)) {
      throw new UnprovenException("the proof does not hold");
    }
    RistrettoPoint k = shown.c().point().plus(newKeys.parameters().xr().point());
    MessageWriter reply = new MessageWriter(codec);
    Issued.issue(newKeys, k, Session.update(), scalars.of(newKeys, "update", request, k.encode()))
        .write(reply);
    return reply.toByteArray();
  }
}
