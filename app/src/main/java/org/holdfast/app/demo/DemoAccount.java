package org.holdfast.app.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.app.demo.DemoTraffic.Broken;
import org.holdfast.testkit.archive.PublishedArchive;
import org.holdfast.testkit.archive.Settling;
import org.holdfast.testkit.history.CheckReport;
import org.holdfast.testkit.history.Finding;
import org.holdfast.testkit.history.History;
import org.holdfast.testkit.history.HistoryChecker;
import org.holdfast.testkit.history.Promise;
import org.holdfast.testkit.history.ReadApi;
import org.holdfast.testkit.metrics.ConservationCheck;
import org.holdfast.testkit.metrics.Ledger;
import org.holdfast.testkit.metrics.PrometheusText;
import org.holdfast.testkit.metrics.Submissions;
import org.holdfast.testkit.traffic.Fate;
import org.holdfast.testkit.wire.Target;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The sums at the end, in measurements: distinct documents that probes tried to hand in. Each is
/// asked of the running system (read API, archive through its manifests, metrics) and compared with
/// what the probes were told.
///
/// @param received what probes tried to hand in
/// @param accepted of these, with at least one acknowledgement
/// @param refused of these, refused and never acknowledged
/// @param published that the read API shows
/// @param quarantined acknowledged, and rightly not shown
/// @param lost acknowledged, and missing in the read API or the archive
/// @param duplicated published more than once in the read API or the archive
/// @param sinceRestart what the counters on `/metrics` say
/// @param ledger what the durable ledger on `/metrics` says
/// @param archived measurements in the archive
/// @param problems whatever does not fit, as sentences
record DemoAccount(
    int received,
    int accepted,
    int refused,
    int published,
    int quarantined,
    long lost,
    long duplicated,
    Submissions sinceRestart,
    Ledger ledger,
    int archived,
    List<String> problems) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration REST_PATIENCE = Duration.ofSeconds(25);

  DemoAccount {
    problems = List.copyOf(problems);
  }

  boolean isBalanced() {
    return problems.isEmpty();
  }

  /// The line that scripts read.
  String lastLine() {
    return "received=%d accepted=%d refused=%d published=%d quarantined=%d lost=%d duplicated=%d"
        .formatted(received, accepted, refused, published, quarantined, lost, duplicated);
  }

  /// Waits until all that was accepted is published and archived, and draws up the account.
  static DemoAccount drawUp(DemoInstallation installation, History history, Broken broken)
      throws IOException {
    PrometheusText publishing =
        Settling.awaitArchived(installation.publishing(), installation.archive(), REST_PATIENCE);
    PrometheusText takingIn = takingIn(installation);
    CheckReport report;
    try (ReadApi api = new ReadApi(installation.readers())) {
      report = new HistoryChecker(api).check(history);
    }
    PublishedArchive archive = PublishedArchive.read(installation.archive());
    Map<String, Integer> inArchive = countByKey(archive);
    List<String> problems = new ArrayList<>();
    report.findings().forEach(finding -> problems.add(finding.toString()));
    problems.addAll(broken.surprises());
    problems.addAll(archive.faults());
    problems.addAll(ConservationCheck.ofSubmissions(takingIn));
    problems.addAll(ConservationCheck.ofLedger(publishing));
    DemoAccount account =
        new DemoAccount(
            report.measurements() + broken.sent(),
            report.accepted(),
            report.refused() + broken.refused(),
            report.published(),
            report.withheld(),
            report.count(Finding.Kind.LOST) + missing(history, inArchive, problems),
            report.count(Finding.Kind.DUPLICATED) + repeated(inArchive, problems),
            Submissions.of(takingIn),
            Ledger.of(publishing),
            archive.documents().size(),
            problems);
    account.compare(problems, broken, withheldAgain(history));
    return account.with(problems);
  }

  /// The counters of all that take in, as if they were one.
  private static PrometheusText takingIn(DemoInstallation installation) throws IOException {
    List<PrometheusText.Sample> samples = new ArrayList<>();
    for (Target admin : installation.takingIn()) {
      samples.addAll(PrometheusText.scrape(admin).samples());
    }
    return new PrometheusText(samples);
  }

  /// @param withheldAgain how often what belongs into quarantine was handed in once more. A copy
  ///   that was not recognised, as when the first got no answer, is set aside beside the first:
  ///   what cannot be read is not merged
  private void compare(List<String> problems, Broken broken, long withheldAgain) {
    long copies = Math.clamp(ledger.quarantined() - quarantined, 0, withheldAgain);
    expect(problems, "received = accepted + refused", received, accepted + refused);
    expect(problems, "accepted = published + quarantined", accepted, published + quarantined);
    expect(problems, "published = measurements in the archive", published, archived);
    expect(problems, "published = the ledger's published", published, ledger.published());
    expect(
        problems,
        "quarantined = the ledger's quarantined without copies",
        quarantined,
        ledger.quarantined() - copies);
    expect(problems, "nothing is left in the journal", 0, ledger.inJournal());
    expect(
        problems,
        "accepted = the ledger's accepted without the merged and copies",
        accepted,
        ledger.accepted() - ledger.merged() - copies);
    // Requests that nobody can read are sent after the restart, and nothing else is refused.
    expect(problems, "refused = the counter refused", refused, sinceRestart.refused());
    expect(problems, "broken requests = refused", broken.sent(), refused);
  }

  private static long withheldAgain(History history) {
    return history.byKey().values().stream()
        .filter(attempts -> attempts.getFirst().measurement().fate() != Fate.PUBLISHED)
        .mapToLong(attempts -> attempts.size() - 1L)
        .sum();
  }

  private DemoAccount with(List<String> allProblems) {
    return new DemoAccount(
        received,
        accepted,
        refused,
        published,
        quarantined,
        lost,
        duplicated,
        sinceRestart,
        ledger,
        archived,
        allProblems);
  }

  private static void expect(List<String> problems, String what, long left, long right) {
    if (left != right) {
      problems.add(what + " does not hold: " + left + " and " + right);
    }
  }

  private static Map<String, Integer> countByKey(PublishedArchive archive) {
    Map<String, Integer> counts = new HashMap<>();
    for (String line : archive.documents().values()) {
      JsonNode document = JSON.readTree(line);
      String key = document.path("annotations").path("simulation").asString("");
      if (key.isEmpty()) {
        key = document.path("test_keys").path("simulation").asString("");
      }
      counts.merge(key, 1, Integer::sum);
    }
    return counts;
  }

  private static long missing(
      History history, Map<String, Integer> inArchive, List<String> problems) {
    long missing = 0;
    for (var entry : history.byKey().entrySet()) {
      boolean owed =
          Promise.of(entry.getValue()) == Promise.KEPT
              && entry.getValue().getFirst().measurement().fate() == Fate.PUBLISHED;
      if (owed && !inArchive.containsKey(entry.getKey())) {
        missing++;
        problems.add(entry.getKey() + " was acknowledged and is not in the archive");
      }
    }
    return missing;
  }

  private static long repeated(Map<String, Integer> inArchive, List<String> problems) {
    long repeated = 0;
    for (var entry : inArchive.entrySet()) {
      if (entry.getValue() > 1) {
        repeated++;
        problems.add(entry.getKey() + " is in the archive " + entry.getValue() + " times");
      }
    }
    return repeated;
  }
}
