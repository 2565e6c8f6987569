package org.holdfast.app.credentialstest;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.holdfast.client.CollectorTransport;
import org.holdfast.credentials.group.ScalarSource;
import org.holdfast.credentials.nym.Network;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;

/// A game: several probes have submitted from one network; one of them, by a die, submits from
/// another. The adversary has everything the server wrote of all of them, and requests and answers
/// besides, and must say of the author and each other probe which of the two it was. When a probe
/// submits says nothing here about who it is: what habits tell, no protocol hides.
///
/// Each trial is a submission from a network nobody was in before, so that no two trials share
/// anything but the probes' one submission at home. The success of a distinguisher is the share of
/// pairs in which it takes the author for the author; where both look equally likely it counts as
/// half, as throwing a coin would in the mean.
public final class UnlinkabilityGame {
  private static final int PROBES = 16;
  private static final Network HOME = new Network("PT", "AS64501");
  private static final long FIRST_NETWORK = 1_000_000;

  private final Path directory;
  private final int trials;
  private final Leak leak;
  private final Random dice;
  private final SecureRandom random = new SecureRandom();
  private final Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private int documents;

  /// How often each distinguisher was right, as a share of 1.
  ///
  /// @param mentioned probe ids, nyms, beginnings of proofs, uids and report ids that were found in
  ///   log or metrics
  public record Outcome(int trials, Map<String, Double> success, Set<String> mentioned) {
    /// How far the best is from throwing a coin.
    public double advantage() {
      return success.values().stream().mapToDouble(s -> Math.abs(s - 0.5)).max().orElse(0);
    }
  }

  private record Away(int author, PlayedProbe.Said said) {}

  /// @param directory to work in
  /// @param leak what is planted
  public UnlinkabilityGame(Path directory, int trials, Leak leak, long seed) {
    this.directory = directory;
    this.trials = trials;
    this.leak = leak;
    this.dice = new Random(seed);
  }

  /// Plays.
  public Outcome play() throws IOException, InterruptedException {
    IssuerForTests issuer = IssuerForTests.create(directory, Clock.systemUTC());
    try (CollectorProcess collector = issuer.collector(directory.resolve("collector"), "1");
        HttpClient http = HttpClient.newHttpClient()) {
      CollectorTransport transport = CollectorTransport.http(http, collector.url());
      List<PlayedProbe> probes = new ArrayList<>();
      List<PlayedProbe.Said> home = new ArrayList<>();
      for (int probe = 0; probe < PROBES; probe++) {
        probes.add(PlayedProbe.register(transport, issuer.policy(), ScalarSource.of(random)));
        home.add(submit(probes, probe, HOME));
      }
      List<Away> away = new ArrayList<>();
      for (int trial = 0; trial < trials; trial++) {
        int author = dice.nextInt(PROBES);
        Network network = new Network("PT", "AS" + (FIRST_NETWORK + trial));
        away.add(new Away(author, submit(probes, author, network)));
      }
      return guess(collector, home, away);
    }
  }

  private PlayedProbe.Said submit(List<PlayedProbe> probes, int probe, Network network)
      throws IOException, InterruptedException {
    ScalarSource scalars =
        leak == Leak.REUSED_BLINDING ? ScalarSource.seeded(seed(probe)) : ScalarSource.of(random);
    return probes.get(probe).submit(document(network), network, scalars);
  }

  private static byte[] seed(int probe) {
    byte[] seed = new byte[ScalarSource.SEED_BYTES];
    seed[0] = (byte) (probe + 1);
    return seed;
  }

  private String document(Network network) {
    String start = started.toString().replace('T', ' ').replace("Z", "");
    return "{\"test_name\":\"signal\",\"probe_cc\":\"%s\",\"probe_asn\":\"%s\",\"input\":\"%06d\",\"measurement_start_time\":\"%s\",\"test_keys\":{}}"
        .formatted(network.cc(), network.asn(), documents++, start);
  }

  private Outcome guess(CollectorProcess collector, List<PlayedProbe.Said> home, List<Away> away)
      throws IOException {
    WrittenByServer written = WrittenByServer.of(collector);
    List<Seen> atHome = new ArrayList<>();
    for (int probe = 0; probe < PROBES; probe++) {
      atHome.add(leak.written(probe, written.of(home.get(probe)), dice));
    }
    Map<Distinguisher, Double> right = new EnumMap<>(Distinguisher.class);
    for (Away trial : away) {
      Seen seen = leak.written(trial.author(), written.of(trial.said()), dice);
      for (Distinguisher distinguisher : Distinguisher.values()) {
        right.merge(distinguisher, share(distinguisher, seen, trial.author(), atHome), Double::sum);
      }
    }
    Map<String, Double> success = new LinkedHashMap<>();
    right.forEach((distinguisher, sum) -> success.put(distinguisher.toString(), sum / trials));
    return new Outcome(trials, success, mentioned(collector, home, away));
  }

  /// Of how many other probes the author is told apart.
  private static double share(
      Distinguisher distinguisher, Seen seen, int author, List<Seen> atHome) {
    double ofAuthor = distinguisher.likeness(seen, atHome.get(author));
    double right = 0;
    for (int other = 0; other < PROBES; other++) {
      if (other != author) {
        double ofOther = distinguisher.likeness(seen, atHome.get(other));
        right += ofAuthor > ofOther ? 1 : ofAuthor == ofOther ? 0.5 : 0;
      }
    }
    return right / (PROBES - 1);
  }

  /// Log and metrics are the same for all: they must name no submission.
  private static Set<String> mentioned(
      CollectorProcess collector, List<PlayedProbe.Said> home, List<Away> away) throws IOException {
    String text =
        collector.output()
            + WireConnection.once(
                    collector.admin(),
                    WireRequest.of("GET", "/metrics").header("Host", "127.0.0.1"))
                .text();
    Set<String> found = new TreeSet<>();
    List<PlayedProbe.Said> all = new ArrayList<>(home);
    away.forEach(one -> all.add(one.said()));
    for (PlayedProbe.Said said : all) {
      for (String word : said.words()) {
        if (text.contains(word)) {
          found.add(word);
        }
      }
    }
    return found;
  }
}
