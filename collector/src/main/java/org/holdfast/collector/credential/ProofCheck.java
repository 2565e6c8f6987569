package org.holdfast.collector.credential;

import java.util.Optional;
import org.holdfast.collector.Authorship;
import org.holdfast.credentials.codec.Codec;
import org.holdfast.credentials.codec.StrictBase64;
import org.holdfast.credentials.issuance.ReplyScalars;
import org.holdfast.credentials.key.IssuerKeys;
import org.holdfast.credentials.nym.MeasurementHash;
import org.holdfast.credentials.nym.Network;
import org.holdfast.credentials.nym.ProbeId;
import org.holdfast.credentials.refusal.IneligibleException;
import org.holdfast.credentials.refusal.RefusalException;
import org.holdfast.credentials.refusal.UndecodableException;
import org.holdfast.credentials.refusal.UnprovenException;
import org.holdfast.credentials.submission.SubmissionContext;
import org.holdfast.credentials.submission.SubmissionVerifier;
import org.holdfast.model.Sha256;

/// Verifies one proof and words the reply.
///
/// First with the key of the manifest the probe names. A probe that kept its credential over a
/// change of keys shows it under the old key and asks for the next under the new one; so if that
/// fails the other keys are tried, and one that has ended tells the probe to register again.
final class ProofCheck {
  private static final Codec CODEC = Codec.WIRE;

  private final Issuance issuance;
  private final Issuance.Usable manifest;

  ProofCheck(Issuance issuance, Issuance.Usable manifest) {
    this.issuance = issuance;
    this.manifest = manifest;
  }

  /// Everything about it but where and what: the longest part of a submission's work.
  ///
  /// @param named what the document calls its author, if it does
  Judgement check(
      Network network,
      MeasurementHash measurement,
      Optional<String> named,
      String nym,
      String zkpRequest) {
    try {
      ProbeId claimed = ProbeId.decode(nym);
      byte[] request = StrictBase64.decode("zkp_request", zkpRequest);
      SubmissionContext context =
          new SubmissionContext(
              network, measurement, manifest.edition().policies().of(network.cc(), network.asn()));
      Optional<byte[]> reply = verify(manifest.keys(), context, claimed, request);
      for (IssuerKeys other : issuance.validBesides(manifest.keys())) {
        reply = reply.isPresent() ? reply : verify(other, context, claimed, request);
      }
      if (reply.isPresent()) {
        return new Judgement(
            Authorship.verified(Sha256.fromHex(claimed.hex()), named),
            Optional.empty(),
            reply.map(StrictBase64::encode));
      }
      for (IssuerKeys ended : issuance.ended()) {
        if (verify(ended, context, claimed, request).isPresent()) {
          return Judgement.failed(CredentialErrors.CREDENTIAL_ERROR);
        }
      }
      return Judgement.failed(CredentialErrors.PROTOCOL_ERROR);
    } catch (UndecodableException e) {
      return Judgement.failed(CredentialErrors.DESERIALIZATION_FAILED);
    }
  }

  private Optional<byte[]> verify(
      IssuerKeys shown, SubmissionContext context, ProbeId claimed, byte[] request)
      throws UndecodableException {
    try {
      return Optional.of(
          new SubmissionVerifier(CODEC, shown, manifest.keys(), ReplyScalars.REPEATABLE)
              .verify(context, claimed, request));
    } catch (UndecodableException e) {
      throw e;
    } catch (UnprovenException | IneligibleException e) {
      return Optional.empty();
    } catch (RefusalException e) {
      throw new IllegalStateException("there are no other refusals", e);
    }
  }
}
