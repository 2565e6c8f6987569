package org.holdfast.testkit.metrics;

/// The durable ledger of measurements, which outlives the process.
public record Ledger(long accepted, long published, long merged, long quarantined, long inJournal) {

  public static Ledger of(PrometheusText metrics) {
    return new Ledger(
        gauge(metrics, "accepted"),
        gauge(metrics, "published"),
        gauge(metrics, "merged"),
        gauge(metrics, "quarantined"),
        gauge(metrics, "in_journal"));
  }

  /// accepted = published + merged + quarantined + in the journal.
  public boolean isBalanced() {
    return accepted == published + merged + quarantined + inJournal;
  }

  /// Whether everything accepted has found its place.
  public boolean isAtRest() {
    return isBalanced() && inJournal == 0;
  }

  /// -1 where it is not a number, as while the catalogue is down: then nothing balances.
  private static long gauge(PrometheusText metrics, String what) {
    double value = metrics.sum("holdfast_ledger_" + what);
    return Double.isNaN(value) ? -1 : Math.round(value);
  }
}
