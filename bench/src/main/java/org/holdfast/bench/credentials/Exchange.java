package org.holdfast.bench.credentials;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import org.holdfast.credentials.codec.Bincode;
import org.holdfast.credentials.codec.Codec;
import org.holdfast.credentials.credential.Credential;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.key.IssuerKeys;
import org.holdfast.credentials.key.PrivateKey;
import org.holdfast.credentials.nym.MeasurementHash;
import org.holdfast.credentials.nym.Network;
import org.holdfast.credentials.refusal.RefusalException;
import org.holdfast.credentials.registration.PendingRegistration;
import org.holdfast.credentials.registration.RegistrationIssuer;
import org.holdfast.credentials.submission.PendingSubmission;
import org.holdfast.credentials.submission.SubmissionContext;
import org.holdfast.credentials.submission.SubmissionPolicy;
import org.holdfast.credentials.submission.SubmissionVerifier;

/// One side of one exchange, to be done again and again with the same input.
@FunctionalInterface
interface Exchange {
  /// Does it once.
  void run() throws RefusalException;

  /// Day of the registration.
  long TODAY = 2461367;

  /// All that is measured, by name. Ranges of 365,030 days are 51 bits with those of the count, 31
  /// days are 37 bits.
  static Map<String, Exchange> all() throws RefusalException {
    Codec codec = new Bincode();
    ScalarSource random = ScalarSource.of(new SecureRandom());
    IssuerKeys keys = IssuerKeys.of(PrivateKey.generate(random));
    RegistrationIssuer issuer = new RegistrationIssuer(codec, keys, random);
    PendingRegistration registration = PendingRegistration.begin(codec, keys.parameters(), random);
    Credential credential =
        registration.complete(issuer.register(registration.request(), TODAY), TODAY);
    SubmissionVerifier verifier = new SubmissionVerifier(codec, keys, random);
    SubmissionContext wide = context(365_030);
    SubmissionContext narrow = context(31);
    PendingSubmission wideRequest = PendingSubmission.begin(codec, credential, wide, random);
    PendingSubmission narrowRequest = PendingSubmission.begin(codec, credential, narrow, random);
    Map<String, Exchange> exchanges = new LinkedHashMap<>();
    exchanges.put(
        "submission, 51 bits, verify and answer",
        () -> verifier.verify(wide, wideRequest.probeId(), wideRequest.request()));
    exchanges.put(
        "submission, 37 bits, verify and answer",
        () -> verifier.verify(narrow, narrowRequest.probeId(), narrowRequest.request()));
    exchanges.put(
        "registration, verify and answer", () -> issuer.register(registration.request(), TODAY));
    exchanges.put(
        "submission, 51 bits, the client's proof",
        () -> PendingSubmission.begin(codec, credential, wide, random));
    return exchanges;
  }

  private static SubmissionContext context(long days) {
    return new SubmissionContext(
        new Network("IT", "AS30722"),
        MeasurementHash.of("{}".getBytes(StandardCharsets.UTF_8)),
        new SubmissionPolicy(TODAY, TODAY + days, 0));
  }
}
