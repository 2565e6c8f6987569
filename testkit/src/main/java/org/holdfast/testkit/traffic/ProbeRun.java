package org.holdfast.testkit.traffic;

import java.util.List;

/// What one simulated probe does: run one nettest and hand in what it measured, in one report where
/// its generation has reports. All measurements have the same nettest and vantage point.
public record ProbeRun(Generation generation, List<Measurement> measurements) {
  public ProbeRun {
    measurements = List.copyOf(measurements);
    if (measurements.isEmpty()) {
      throw new IllegalArgumentException("a run without measurements");
    }
  }
}
