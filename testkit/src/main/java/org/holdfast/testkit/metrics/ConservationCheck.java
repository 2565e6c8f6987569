package org.holdfast.testkit.metrics;

import java.util.ArrayList;
import java.util.List;

/// Whether nothing vanished (invariant I6): what was received went somewhere, and what was accepted
/// is somewhere. To be asked while no request is under way.
public final class ConservationCheck {
  private static final List<String> ROUTES = List.of("oonib", "report", "submit");

  private ConservationCheck() {}

  /// The sums that do not hold, as sentences; empty if all do. Of a server that takes in and
  /// publishes.
  public static List<String> violations(PrometheusText metrics) {
    List<String> violations = new ArrayList<>(ofSubmissions(metrics));
    violations.addAll(ofLedger(metrics));
    return violations;
  }

  /// Of a server that takes in: received = accepted + repeated + refused + deferred, over all
  /// routes and on each.
  public static List<String> ofSubmissions(PrometheusText metrics) {
    List<String> violations = new ArrayList<>();
    if (!metrics.has("holdfast_submissions_received_total")) {
      violations.add("/metrics has no holdfast_submissions_received_total");
    }
    Submissions all = Submissions.of(metrics);
    if (!all.isBalanced()) {
      violations.add("received is not accepted + repeated + refused + deferred: " + all);
    }
    for (String route : ROUTES) {
      Submissions ofRoute = Submissions.of(metrics, route);
      if (!ofRoute.isBalanced()) {
        violations.add("on route " + route + " the sum does not hold: " + ofRoute);
      }
    }
    return violations;
  }

  /// Of a server that publishes: accepted = published + merged + quarantined + in the journal.
  public static List<String> ofLedger(PrometheusText metrics) {
    List<String> violations = new ArrayList<>();
    if (!metrics.has("holdfast_ledger_accepted")) {
      violations.add("/metrics has no holdfast_ledger_accepted");
    }
    Ledger ledger = Ledger.of(metrics);
    if (!ledger.isBalanced()) {
      violations.add("accepted is not published + merged + quarantined + in journal: " + ledger);
    }
    return violations;
  }
}
