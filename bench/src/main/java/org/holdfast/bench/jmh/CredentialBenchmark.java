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
  private long days;

  private final IssuerKeys keys = IssuerKeys.of(PrivateKey.generate(RANDOM));
  private final RegistrationIssuer registrations = new RegistrationIssuer(CODEC, keys, RANDOM);
  private final SubmissionVerifier submissions = new SubmissionVerifier(CODEC, keys, RANDOM);
  private PendingRegistration registration;
  private Credential credential;
  private SubmissionContext context;
  private PendingSubmission submission;

  /// Registers and prepares one submission.
  @Setup
  public void prepare() throws RefusalException {
    registration = PendingRegistration.begin(CODEC, keys.parameters(), RANDOM);
    credential =
        registration.complete(registrations.register(registration.request(), TODAY), TODAY);
    context =
        new SubmissionContext(
            new Network("IT", "AS30722"),
            MeasurementHash.of("{}".getBytes(StandardCharsets.UTF_8)),
            new SubmissionPolicy(TODAY - 2, TODAY - 2 + days, 0));
    submission = PendingSubmission.begin(CODEC, credential, context, RANDOM);
  }

  /// The issuer's side of a registration.
  @Benchmark
  public byte[] registerAndAnswer() throws RefusalException {
    return registrations.register(registration.request(), TODAY);
  }

  /// The client's request for a submission.
  @Benchmark
  public PendingSubmission proveSubmission() throws RefusalException {
    return PendingSubmission.begin(CODEC, credential, context, RANDOM);
  }

  /// The issuer's side of a submission.
  @Benchmark
  public byte[] verifySubmissionAndAnswer() throws RefusalException {
    return submissions.verify(context, submission.probeId(), submission.request());
  }
}
