package org.holdfast.testkit.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.testkit.metrics.Ledger;
import org.holdfast.testkit.metrics.PrometheusText;
import org.holdfast.testkit.wire.Target;

/// Waits until a server has come to rest after the last request.
public final class Settling {
  /// Longer than a server may go on showing one reading of its ledger.
  private static final Duration PAUSE = Duration.ofMillis(700);

  private Settling() {}

  /// Waits until everything accepted is indexed.
  ///
  /// @return the last scrape; what holds when the patience ends is for the caller to judge
  public static PrometheusText awaitIndexed(Target admin, Duration patience) throws IOException {
    return await(admin, patience, _ -> true);
  }

  /// Waits until everything accepted is indexed, and all that is published stands in the archive.
  ///
  /// @return the last scrape; what holds when the patience ends is for the caller to judge
  public static PrometheusText awaitArchived(Target admin, Path archive, Duration patience)
      throws IOException {
    return await(
        admin,
        patience,
        ledger -> PublishedArchive.read(archive).documents().size() >= ledger.published());
  }

  private static PrometheusText await(Target admin, Duration patience, Condition more)
      throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      // The first pause lets a reading from before the last request pass.
      LockSupport.parkNanos(PAUSE.toNanos());
      PrometheusText metrics = PrometheusText.scrape(admin);
      Ledger ledger = Ledger.of(metrics);
      if ((ledger.isAtRest() && more.holds(ledger)) || System.nanoTime() > deadline) {
        return metrics;
      }
    }
  }

  @FunctionalInterface
  private interface Condition {
    boolean holds(Ledger ledger) throws IOException;
  }
}
