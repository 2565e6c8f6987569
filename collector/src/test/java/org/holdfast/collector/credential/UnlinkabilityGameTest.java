package org.holdfast.collector.credential;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.ToDoubleBiFunction;
import org.holdfast.collector.fixture.Answer;
import org.holdfast.collector.fixture.CollectorUnderTest;
import org.holdfast.collector.fixture.CredentialProbe;
import org.holdfast.collector.fixture.Documents;
import org.holdfast.collector.fixture.Issuer;
import org.holdfast.credentials.codec.Bincode;
import org.holdfast.credentials.credential.Credential;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.nym.MeasurementHash;
import org.holdfast.credentials.nym.Network;
import org.holdfast.credentials.submission.PendingSubmission;
import org.holdfast.credentials.submission.SubmissionContext;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.EnvelopeCodec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A game: two probes have submitted from one network; one of them, by a coin, submits from
/// another. The adversary has everything the server stored of all three, and the requests and
/// answers besides, and must say which. When a probe submits says nothing here about who it is;
/// what habits tell, no protocol hides.
///
/// `-Dholdfast.unlinkability.trials=10000` plays it as often as one likes, and prints how often
/// each distinguisher was right.
class UnlinkabilityGameTest {
  private static final int TRIALS = Integer.getInteger("holdfast.unlinkability.trials", 24);
  private static final Network HOME = CredentialProbe.NETWORK;
  private static final Network AWAY = new Network("IT", "AS30722");

  @RegisterExtension final CollectorUnderTest collector = new CollectorUnderTest();

  private final Random coin = new Random(20261122);
  private final SubmissionPolicies policies = Issuer.anybody();
  private CredentialProbe client;
  private int documents;

  /// What the adversary has of one submission.
  ///
  /// @param stored envelope and body
  /// @param wire request and answer
  /// @param number an id, as a number
  /// @param micros of the second in which it was received
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Seen(byte[] stored, byte[] wire, BigInteger number, long micros) {}

  /// Who is the likelier author of the first: the higher, the likelier the second.
  private static final Map<String, ToDoubleBiFunction<Seen, Seen>> DISTINGUISHERS =
      Map.of(
          "blocks that occur in both requests",
          (a, b) -> blocksInCommon(a.wire(), b.wire()),
          "blocks that are stored of both",
          (a, b) -> blocksInCommon(a.stored(), b.stored()),
          "ids that are near each other",
          (a, b) -> -a.number().subtract(b.number()).abs().doubleValue(),
          "times that are in step",
          (a, b) -> -Math.abs(a.micros() - b.micros()),
          "lengths",
          (a, b) -> -Math.abs(a.stored().length - b.stored().length));

  @BeforeEach
  void issue() throws Exception {
    collector.setIssuance(
        new Issuer(CollectorUnderTest.NOW).issuance(policies, CollectorUnderTest.NOW));
    client = new CredentialProbe(collector.probe());
  }

  @Test
  @DisplayName("nobody can tell from what is stored or sent who submitted from two networks")
  void submissionsFromTwoNetworksAreUnlinkable() throws Exception {
    Map<String, Integer> right = play((probe, seen) -> seen, Leak.NONE);

    System.out.println("right of " + TRIALS + ": " + right);
    // By chance alone less than once in ten thousand plays, all distinguishers together.
    int suspicious = (int) Math.ceil(TRIALS / 2.0 + 2.1 * Math.sqrt(TRIALS));
    assertThat(right)
        .allSatisfy((name, times) -> assertThat(times).as(name).isLessThan(suspicious));
  }

  @Test
  @DisplayName("the same game finds ids that are given in sequence")
  void sequentialIdsAreFound() throws Exception {
    int[] next = {0};
    Map<Integer, Integer> first = new HashMap<>();
    assertCaught(
        "ids that are near each other",
        (probe, seen) -> {
          int base = first.computeIfAbsent(probe, p -> 1_000_000 * ++next[0]);
          return new Seen(
              seen.stored(),
              seen.wire(),
              BigInteger.valueOf(base + coin.nextInt(1000)),
              seen.micros());
        },
        Leak.NONE);
  }

  @Test
  @DisplayName("the same game finds times that are kept exactly enough to tell clocks apart")
  void exactTimesAreFound() throws Exception {
    assertCaught(
        "times that are in step",
        (probe, seen) ->
            new Seen(
                seen.stored(), seen.wire(), seen.number(), 150_000L * probe + coin.nextInt(1000)),
        Leak.NONE);
  }

  @Test
  @DisplayName("the same game finds a blinding that is used twice")
  void reusedBlindingIsFound() throws Exception {
    assertCaught("blocks that occur in both requests", (probe, seen) -> seen, Leak.REUSED_BLINDING);
  }

  private enum Leak {
    NONE,
    REUSED_BLINDING
  }

  /// What a leaking server would have written instead.
  private interface Writing {
    Seen of(int probe, Seen seen);
  }

  private void assertCaught(String distinguisher, Writing writing, Leak leak) throws Exception {
    assertThat(play(writing, leak).getOrDefault(distinguisher, 0))
        .isGreaterThanOrEqualTo(TRIALS - 1);
  }

  /// Two probes of its own to each trial: where the same few played all of them, one unlucky name
  /// would decide many trials at once, and chance alone look like a leak.
  private Map<String, Integer> play(Writing writing, Leak leak) throws Exception {
    Map<String, Integer> right = new HashMap<>();
    for (int trial = 0; trial < TRIALS; trial++) {
      List<Credential> credentials = List.of(client.register(), client.register());
      List<Seen> home = new ArrayList<>();
      for (int one = 0; one < 2; one++) {
        int probe = 2 * trial + one;
        home.add(writing.of(probe, submit(credentials.get(one), probe, HOME, leak)));
      }
      int author = coin.nextInt(2);
      int probe = 2 * trial + author;
      Seen away = writing.of(probe, submit(credentials.get(author), probe, AWAY, leak));
      DISTINGUISHERS.forEach(
          (name, likeness) -> {
            double ofAuthor = likeness.applyAsDouble(away, home.get(author));
            double ofOther = likeness.applyAsDouble(away, home.get(1 - author));
            boolean isRight = ofAuthor == ofOther ? coin.nextBoolean() : ofAuthor > ofOther;
            right.merge(name, isRight ? 1 : 0, Integer::sum);
          });
    }
    return right;
  }

  private Seen submit(Credential credential, int probe, Network network, Leak leak)
      throws Exception {
    String document =
        Documents.signal("%06d".formatted(++documents))
            .replace("PT", network.cc())
            .replace("AS64501", network.asn());
    ScalarSource random =
        leak == Leak.REUSED_BLINDING ? ScalarSource.seeded(seed(probe)) : Issuer.RANDOM;
    PendingSubmission pending =
        PendingSubmission.begin(
            new Bincode(),
            credential,
            new SubmissionContext(
                network,
                MeasurementHash.of(document.getBytes(UTF_8)),
                policies.of(network.cc(), network.asn())),
            random);
    Answer answer = client.submit(client.body(document, pending));
    assertThat(answer.text("verification_status")).isEqualTo("verified");
    Envelope envelope = collector.journal().measurements().getLast().envelope();
    byte[] reply = answer.text("submit_response").getBytes(UTF_8);
    ByteBuffer wire = ByteBuffer.allocate(pending.request().length + reply.length);
    wire.put(pending.request()).put(reply);
    return new Seen(
        EnvelopeCodec.encode(envelope),
        wire.array(),
        new BigInteger(envelope.probeId().orElseThrow().hex(), 16),
        // The clock of the fixture stands still; a probe submits when it does.
        coin.nextInt(1_000_000));
  }

  private static byte[] seed(int probe) {
    byte[] seed = new byte[ScalarSource.SEED_BYTES];
    ByteBuffer.wrap(seed).putInt(probe + 1);
    return seed;
  }

  /// How many aligned runs of 16 bytes occur in both, but for the zeros of lengths.
  private static double blocksInCommon(byte[] one, byte[] other) {
    Set<ByteBuffer> blocks = new HashSet<>();
    for (int i = 0; i + 16 <= one.length; i += 8) {
      blocks.add(ByteBuffer.wrap(one, i, 16));
    }
    int common = 0;
    for (int i = 0; i + 16 <= other.length; i += 8) {
      common += blocks.contains(ByteBuffer.wrap(other, i, 16)) ? 1 : 0;
    }
    return common;
  }
}
