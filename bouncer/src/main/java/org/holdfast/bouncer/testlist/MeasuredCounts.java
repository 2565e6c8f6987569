package org.holdfast.bouncer.testlist;

import java.util.Map;
import org.holdfast.model.Asn;
import org.holdfast.model.CountryCode;

/// How often URLs were measured lately from a vantage point, so that what was measured much sinks.
/// Safe for concurrent use; answers from memory.
@FunctionalInterface
public interface MeasuredCounts {
  /// Nobody counts.
  MeasuredCounts NONE = (country, asn) -> Map.of();

  /// Measurements by URL in the current and the previous week; those without any may be absent. All
  /// networks of the country if the network is unknown. Empty where nothing is known.
  Map<String, Long> of(CountryCode country, Asn asn);
}
