package org.holdfast.testkit.metrics;

import java.util.Map;

/// The counters of submissions since the process started: requests to append and submit routes.
public record Submissions(
    long received, long accepted, long repeated, long refused, long deferred) {

  /// Over all routes.
  public static Submissions of(PrometheusText metrics) {
    return of(metrics, Map.of());
  }

  /// Of one route: `oonib`, `report` or `submit`.
  public static Submissions of(PrometheusText metrics, String route) {
    return of(metrics, Map.of("route", route));
  }

  private static Submissions of(PrometheusText metrics, Map<String, String> labels) {
    return new Submissions(
        count(metrics, "received", labels),
        count(metrics, "accepted", labels),
        count(metrics, "repeated", labels),
        count(metrics, "refused", labels),
        count(metrics, "deferred", labels));
  }

  /// received = accepted + repeated + refused + deferred.
  public boolean isBalanced() {
    return received == accepted + repeated + refused + deferred;
  }

  private static long count(PrometheusText metrics, String what, Map<String, String> labels) {
    return Math.round(metrics.sum("holdfast_submissions_" + what + "_total", labels));
  }
}
