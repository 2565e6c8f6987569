package org.holdfast.app.rollout;

import java.util.List;
import java.util.Optional;

/// How one node fares at one moment. Counts are since its process started and leave out what
/// operators ask.
///
/// @param answers to probes and readers
/// @param failures those of them with 5xx, but for the deferred
/// @param deferred those with 503 for want of room ([org.holdfast.edge.NoRoom])
/// @param submissions how many of them were submissions
/// @param seconds what all of them took together
/// @param unready what it waits for; empty if it is ready
/// @param imbalance the sum that does not hold (I6), with its numbers; it may be a moment's, as the
///   numbers are not read at once
record Vitals(
    long answers,
    long failures,
    long deferred,
    Submissions submissions,
    double seconds,
    String unready,
    Optional<String> imbalance) {
  /// A node that nothing is known of.
  static final Vitals UNKNOWN = new Vitals(0, 0, 0, Submissions.NONE, 0, "", Optional.empty());

  private static final List<String> OPERATORS =
      List.of("/metrics", "/health", "/fleet", "/upgrades");

  /// What was said to submissions.
  ///
  /// @param told all of them
  /// @param deferred those of them that are to come again, whatever for
  record Submissions(long told, long deferred) {
    static final Submissions NONE = new Submissions(0, 0);

    private static Submissions of(Scrape metrics) {
      return new Submissions(
          Math.round(Vitals.told(metrics)), Math.round(Vitals.told(metrics, "deferred")));
    }

    Submissions since(Submissions earlier) {
      return new Submissions(told - earlier.told, deferred - earlier.deferred);
    }
  }

  static Vitals of(Scrape metrics, String unready) {
    long answers = 0;
    long errors = 0;
    for (Scrape.Sample sample : metrics.named("holdfast_http_requests_total")) {
      if (isOfProbes(sample)) {
        answers += Math.round(sample.value());
        errors += sample.has("status=\"5xx\"") ? Math.round(sample.value()) : 0;
      }
    }
    double seconds =
        metrics.named("holdfast_http_request_duration_seconds_sum").stream()
            .filter(Vitals::isOfProbes)
            .mapToDouble(Scrape.Sample::value)
            .sum();
    Optional<String> imbalance = ofSubmissions(metrics).or(() -> ofLedger(metrics));
    long deferred = Math.round(zeroIfNone(metrics.sum("holdfast_http_deferred_total")));
    return new Vitals(
        answers,
        Math.max(0, errors - deferred),
        deferred,
        Submissions.of(metrics),
        seconds,
        unready,
        imbalance);
  }

  private static boolean isOfProbes(Scrape.Sample sample) {
    return OPERATORS.stream().noneMatch(route -> sample.has("template=\"" + route));
  }

  /// received = accepted + repeated + refused + deferred, but for what is under way.
  private static Optional<String> ofSubmissions(Scrape metrics) {
    double received = metrics.sum("holdfast_submissions_received_total");
    double told = told(metrics);
    double underWay = received - told;
    double most = Math.max(0, zeroIfNone(metrics.sum("holdfast_http_requests_open")));
    return underWay < 0 || underWay > most
        ? Optional.of("received %.0f and answered %.0f submissions".formatted(received, told))
        : Optional.empty();
  }

  private static double told(Scrape metrics) {
    return told(metrics, "accepted")
        + told(metrics, "repeated")
        + told(metrics, "refused")
        + told(metrics, "deferred");
  }

  private static double told(Scrape metrics, String what) {
    return zeroIfNone(metrics.sum("holdfast_submissions_" + what + "_total"));
  }

  /// accepted = published + merged + quarantined + in the journal; a node without a pipeline, or
  /// whose catalogue is away, tells none of them.
  private static Optional<String> ofLedger(Scrape metrics) {
    double accepted = metrics.sum("holdfast_ledger_accepted");
    double found =
        metrics.sum("holdfast_ledger_published")
            + metrics.sum("holdfast_ledger_merged")
            + metrics.sum("holdfast_ledger_quarantined")
            + metrics.sum("holdfast_ledger_in_journal");
    return Double.isNaN(accepted - found) || accepted == found
        ? Optional.empty()
        : Optional.of("accepted %.0f and has %.0f measurements".formatted(accepted, found));
  }

  private static double zeroIfNone(double value) {
    return Double.isNaN(value) ? 0 : value;
  }
}
