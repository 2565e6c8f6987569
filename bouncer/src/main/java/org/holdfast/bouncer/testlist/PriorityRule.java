package org.holdfast.bouncer.testlist;

import java.util.Optional;

/// Moves the URLs it matches up or down. The priorities of all rules that match a URL are added; a
/// sum of zero or less keeps it out (probe-services §6).
///
/// @param category empty for any
/// @param country two capital letters; empty for any
/// @param domain the host; empty for any
/// @param url empty for any
/// @param priority may be negative
public record PriorityRule(
    Optional<String> category,
    Optional<String> country,
    Optional<String> domain,
    Optional<String> url,
    int priority) {
  /// Gives every URL the same priority: what holds where there are no rules.
  public static final PriorityRule ANYTHING =
      new PriorityRule(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 100);

  /// Whether a URL is moved by this rule for probes in `country`. A global URL is moved by the
  /// country's own rules too.
  boolean matches(TestUrl candidate, String probeCountry) {
    return country.map(code -> code.equals(probeCountry)).orElse(true)
        && category.map(candidate.categoryCode()::equals).orElse(true)
        && domain.map(candidate.domain()::equals).orElse(true)
        && url.map(candidate.url()::equals).orElse(true);
  }
}
