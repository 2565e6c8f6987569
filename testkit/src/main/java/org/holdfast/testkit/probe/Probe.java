package org.holdfast.testkit.probe;

import java.util.List;
import org.holdfast.testkit.traffic.Generation;
import org.holdfast.testkit.traffic.Measurement;

/// One simulated probe on one run of one nettest. Not thread-safe; it may send in parallel itself,
/// as its original does. Never throws because of a server: what goes wrong is an answer, or none,
/// and stands in the log.
public interface Probe {
  Generation generation();

  /// Does what the original does to hand measurements in: looks for its server, opens a report if
  /// it has none yet, sends. May be called again with what was left.
  ///
  /// @return the measurements whose fate is open: not answered, deferred, or not sent because the
  ///   report could not be opened
  List<Measurement> handIn(List<Measurement> measurements);

  /// Ends the run: closes the report where the generation does that.
  void finish();
}
