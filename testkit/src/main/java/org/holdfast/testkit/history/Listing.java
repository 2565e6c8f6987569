package org.holdfast.testkit.history;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.holdfast.testkit.probe.Attempt;
import org.holdfast.testkit.traffic.Vantage;

/// All rows that a search can list for the measurements of a history: asked in spans of time that
/// the server allows (180 days), and also for the unknown country and network where a measurement
/// has them, since the search leaves those out unless asked.
final class Listing {
  private static final Duration MARGIN = Duration.ofDays(1);
  private static final Duration LONGEST_SPAN = Duration.ofDays(170);
  private static final List<String> UNKNOWN_VANTAGE =
      List.of("&probe_cc=ZZ", "&probe_asn=AS0", "&probe_cc=ZZ&probe_asn=AS0");

  private Listing() {}

  static List<ReadApi.Row> of(ReadApi api, Collection<List<Attempt>> histories) throws IOException {
    TreeSet<Instant> starts = new TreeSet<>();
    boolean unknownVantage = false;
    for (List<Attempt> attempts : histories) {
      starts.add(attempts.getFirst().measurement().startedAt());
      unknownVantage |= isUnknown(attempts.getFirst().measurement().vantage());
    }
    List<ReadApi.Row> rows = new ArrayList<>();
    while (!starts.isEmpty()) {
      Instant since = starts.first().minus(MARGIN);
      Instant until = since.plus(LONGEST_SPAN);
      rows.addAll(api.search(since, until));
      if (unknownVantage) {
        addMissing(rows, api, since, until);
      }
      starts.headSet(until, true).clear();
    }
    return rows;
  }

  private static void addMissing(List<ReadApi.Row> rows, ReadApi api, Instant since, Instant until)
      throws IOException {
    for (String parameters : UNKNOWN_VANTAGE) {
      Set<String> known = new HashSet<>();
      rows.forEach(row -> known.add(row.uid()));
      for (ReadApi.Row row : api.search(since, until, parameters)) {
        if (!known.contains(row.uid())) {
          rows.add(row);
        }
      }
    }
  }

  private static boolean isUnknown(Vantage vantage) {
    return vantage.cc().equals("ZZ") || vantage.asn().equals("AS0");
  }
}
