package org.holdfast.bench.jmh;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// How many exchanges one core does per second: what the issuer does, and what the client does.
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class CredentialBenchmark {
  private static final long TODAY = 2461367;
  private static final Codec CODEC = new Bincode();
  private static final ScalarSource RANDOM = ScalarSource.of(new SecureRandom());

  /// How many days of registration the policy spans: 365,030 makes 51 bits with the count, 31 makes
  /// 37.
  @Param({"365030", "31"})
  private long days = 365_030;

  private Prepared prepared = Prepared.of(2);

  /// Keys, a registration and a submission.
  private record Prepared(
      RegistrationIssuer registrations,
      SubmissionVerifier submissions,
      PendingRegistration registration,
      Credential credential,
      SubmissionContext context,
      PendingSubmission submission) {
    static Prepared of(long days) {
      IssuerKeys keys = IssuerKeys.of(PrivateKey.generate(RANDOM));
      RegistrationIssuer registrations = new RegistrationIssuer(CODEC, keys, RANDOM);
      PendingRegistration registration =
          PendingRegistration.begin(CODEC, keys.parameters(), RANDOM);
      SubmissionContext context =
          new SubmissionContext(
              new Network("IT", "AS30722"),
              MeasurementHash.of("{}".getBytes(StandardCharsets.UTF_8)),
              new SubmissionPolicy(TODAY, TODAY + days, 0));
      try {
        Credential credential =
            registration.complete(registrations.register(registration.request(), TODAY), TODAY);
        return new Prepared(
            registrations,
            new SubmissionVerifier(CODEC, keys, RANDOM),
            registration,
            credential,
            context,
            PendingSubmission.begin(CODEC, credential, context, RANDOM));
      } catch (RefusalException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// Registers and prepares one submission.
  @Setup
  public void prepare() {
    prepared = Prepared.of(days);
  }

  /// The issuer's side of a registration.
  @Benchmark
  public byte[] registerAndAnswer() throws RefusalException {
    return prepared.registrations.register(prepared.registration.request(), TODAY);
  }

  /// The client's request for a submission.
  @Benchmark
  public PendingSubmission proveSubmission() throws RefusalException {
    return PendingSubmission.begin(CODEC, prepared.credential, prepared.context, RANDOM);
  }

  /// The issuer's side of a submission.
  @Benchmark
  public byte[] verifySubmissionAndAnswer() throws RefusalException {
    return prepared.submissions.verify(
        prepared.context, prepared.submission.probeId(), prepared.submission.request());
  }
}
