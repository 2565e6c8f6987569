package org.holdfast.testkit.crash;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.holdfast.testkit.crash.disk.Plan;

/// Where one server after the other lives, each with what the one before has left.
interface Stage {
  /// What it is called, for people.
  String name();

  /// How long a server here may take for anything.
  Duration patience();

  /// A server here that has looked at all and archived nothing for so long will not archive any
  /// more.
  default Duration rest() {
    return Duration.ofSeconds(8);
  }

  /// Starts a server that meets a fault, and waits for what becomes of that.
  ///
  /// @param armedLater whether operations count from [Life#arm] only
  Life start(int number, Optional<Plan.Planned> fault, boolean armedLater) throws IOException;
}
