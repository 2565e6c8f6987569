package org.holdfast.testkit.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.testkit.history.Finding;
import org.holdfast.testkit.history.Finding.Kind;
import org.holdfast.testkit.history.History;
import org.holdfast.testkit.history.HistoryChecker;
import org.holdfast.testkit.history.ReadApi;
import org.holdfast.testkit.metrics.Ledger;
import org.holdfast.testkit.metrics.PrometheusText;
import tools.jackson.core.JacksonException;

/// Compares all that probes were told with all that can be read back: search and bodies through the
/// read API, the archive through its manifests, the quarantine by its files.
final class KeptPromises {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private KeptPromises() {}

  /// Looks until every promise is kept: what was acknowledged a moment ago is on its way. Stops
  /// early where nothing is on its way any more.
  ///
  /// @param rest see [Stage#rest]
  /// @return what is not right in the end
  static List<Finding> check(Life server, History history, Duration patience, Duration rest) {
    long deadline = System.nanoTime() + patience.toNanos();
    StandStill standStill = new StandStill(rest, System.nanoTime());
    while (true) {
      List<Finding> findings = look(server, history);
      boolean lookedAt = hasLookedAtAll(server);
      long now = System.nanoTime();
      if (standStill.lasts(lookedAt, findings, now) || findings.isEmpty() || now > deadline) {
        return findings;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private static boolean hasLookedAtAll(Life server) {
    try {
      return Ledger.of(PrometheusText.scrape(server.admin())).inJournal() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /// Whether all that was acknowledged stands in archive or quarantine.
  static boolean isAllFiled(Path data, History history) {
    List<Finding> findings = new ArrayList<>();
    checkFiles(data, history, findings);
    return findings.isEmpty();
  }

  private static List<Finding> look(Life server, History history) {
    List<Finding> findings = new ArrayList<>();
    checkFiles(server.data(), history, findings);
    if (findings.isEmpty()) {
      try (ReadApi api = new ReadApi(server.open())) {
        findings.addAll(new HistoryChecker(api).check(history).findings());
      } catch (IOException e) {
        findings.add(new Finding(Kind.LOST, "everything", "the read API: " + e.getMessage()));
      }
    }
    return findings;
  }

  /// A file that cannot be read is a finding like others: it may still be at work on, or stay so.
  private static void checkFiles(Path data, History history, List<Finding> findings) {
    try {
      findings.addAll(FiledPromises.check(Filed.in(data), history.byKey()));
    } catch (IOException | UncheckedIOException | JacksonException e) {
      findings.add(new Finding(Kind.SWAPPED, "archive", "cannot be read: " + e));
    }
  }
}
