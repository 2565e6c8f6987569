package org.holdfast.bench.timing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import org.holdfast.credentials.codec.Bincode;
import org.holdfast.credentials.credential.Attributes;
import org.holdfast.credentials.credential.Credential;
import org.holdfast.credentials.credential.Mac;
import org.holdfast.credentials.group.Generators;
import org.holdfast.credentials.group.RistrettoPoint;
import org.holdfast.credentials.group.Scalar;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.key.IssuerKeys;
import org.holdfast.credentials.key.PrivateKey;
import org.holdfast.credentials.key.PublicParameters;
import org.holdfast.credentials.nym.MeasurementHash;
import org.holdfast.credentials.nym.Network;
import org.holdfast.credentials.range.RangeWeights;
import org.holdfast.credentials.range.RangeWitness;
import org.holdfast.credentials.refusal.IneligibleException;
import org.holdfast.credentials.sigma.Base;
import org.holdfast.credentials.sigma.Element;
import org.holdfast.credentials.sigma.Generator;
import org.holdfast.credentials.sigma.LinearRelation;
import org.holdfast.credentials.sigma.LinearRelation.Term;
import org.holdfast.credentials.sigma.Prover;
import org.holdfast.credentials.submission.PendingSubmission;
import org.holdfast.credentials.submission.SubmissionContext;
import org.holdfast.credentials.submission.SubmissionPolicy;

/// What a probe does with its credential.
final class ClientOperations {
  private static final ScalarSource RANDOM = ScalarSource.of(new SecureRandom());
  private static final long TODAY = 2461367;
  private static final long COUNT = SubmissionPolicy.COUNT_TO - 2;
  private static final byte[] SESSION = new byte[32];

  private ClientOperations() {}

  static List<SecretOperation> all() {
    PublicParameters parameters = IssuerKeys.of(PrivateKey.generate(RANDOM)).parameters();
    RistrettoPoint point = Generators.A.times(RANDOM.next());
    Element p = Element.often(point);
    p.secretTable();
    RangeWeights weights = RangeWeights.of(0, 0xffffffffL).orElseThrow();
    LinearRelation relation = relation(Element.once(point));
    return List.of(
        new SecretOperation(
            "proof about a secret",
            25,
            s -> () -> Prover.prove(relation, SESSION, List.of(s, s), RANDOM)),
        new SecretOperation(
            "proof with a secret nonce",
            25,
            s ->
                () ->
                    Prover.prove(
                        relation, SESSION, List.of(Scalar.ONE, Scalar.ONE), () -> copy(s))),
        new SecretOperation(
            "bits of a secret number",
            8,
            s -> {
              long number = number(s);
              return () -> RangeWitness.of(weights, number, Scalar.ONE, () -> Scalar.ONE);
            }),
        new SecretOperation(
            "commitments to bits of a secret number",
            200,
            s -> {
              RangeWitness witness = RangeWitness.of(weights, number(s), RANDOM.next(), RANDOM);
              return () -> witness.commitments(p);
            }),
        new SecretOperation(
            "submission with a secret nym_id", 400, s -> submission(parameters, point, s)));
  }

  private static LinearRelation relation(Element image) {
    LinearRelation relation = new LinearRelation();
    int first = relation.scalar();
    int second = relation.scalar();
    relation.equation(
        image, new Term(first, new Base(Generator.A)), new Term(second, new Base(image)));
    return relation;
  }

  private static Runnable submission(PublicParameters parameters, RistrettoPoint point, Scalar s) {
    Credential credential =
        new Credential(new Attributes(s, TODAY, COUNT), new Mac(point, point), parameters);
    SubmissionContext context =
        new SubmissionContext(
            new Network("IT", "AS30722"),
            MeasurementHash.of("{}".getBytes(StandardCharsets.UTF_8)),
            new SubmissionPolicy(TODAY, TODAY + 2, COUNT));
    return () -> {
      try {
        PendingSubmission.begin(new Bincode(), credential, context, RANDOM);
      } catch (IneligibleException e) {
        throw new IllegalStateException(e);
      }
    };
  }

  private static Scalar copy(Scalar scalar) {
    return scalar.plus(Scalar.ZERO);
  }

  /// Of 31 bits.
  private static long number(Scalar scalar) {
    return ByteBuffer.wrap(scalar.encode()).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0x7fffffffL;
  }
}
