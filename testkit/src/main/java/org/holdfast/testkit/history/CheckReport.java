package org.holdfast.testkit.history;

import java.util.List;

/// What a check of a history against a server found.
///
/// @param measurements distinct ones that probes tried to hand in
/// @param accepted those with an acknowledgement
/// @param refused those that were refused and never acknowledged
/// @param open those without either
/// @param published those that the server shows, found by their contents
/// @param withheld those acknowledged that nobody can read as a measurement, and that the server
///   rightly does not show
public record CheckReport(
    int measurements,
    int accepted,
    int refused,
    int open,
    int published,
    int withheld,
    List<Finding> findings) {
  public CheckReport {
    findings = List.copyOf(findings);
  }

  /// How many measurements have a finding of that kind.
  public long count(Finding.Kind kind) {
    return findings.stream()
        .filter(finding -> finding.kind() == kind)
        .map(Finding::key)
        .distinct()
        .count();
  }

  /// Whether every promise was kept.
  public boolean isClean() {
    return findings.isEmpty();
  }
}
