package org.holdfast.app.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.pipeline.quarantine.Quarantine;
import org.holdfast.testkit.crash.disk.Fault;
import org.holdfast.testkit.crash.disk.Operation;
import org.holdfast.testkit.crash.disk.Plan;
import org.holdfast.testkit.crash.disk.SimulatedProcess;
import org.holdfast.testkit.crash.disk.Site;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a killed process has set aside is believed by the next one, which lets the record go: only
/// with its name on stable storage.
class QuarantineNamesTest {
  private static final MeasurementUid UID =
      new MeasurementUid("20260102030405.000001_PT_signal_0123456789abcdef");
  private static final Site NAME = new Site(Operation.SYNC_DIRECTORY, "quarantine/*");

  @TempDir Path root;

  @Test
  void decisionOfAKilledProcessIsSyncedBeforeItIsBelieved() throws Exception {
    Plan.Planned kill = new Plan.Planned(NAME, 1, Fault.KILL_BEFORE, 1);
    try (SimulatedProcess killed = SimulatedProcess.watchPath(root, Optional.of(kill))) {
      assertThatThrownBy(() -> setAside(killed)).isInstanceOf(IOException.class);
    }

    try (SimulatedProcess next = SimulatedProcess.watchPath(root, Optional.empty())) {
      assertThat(Quarantine.existing(next.path().resolve("quarantine")).find(UID)).isPresent();
      assertThat(next.trace()).contains(NAME + " #1");
    }
    try (SimulatedProcess another = SimulatedProcess.watchPath(root, Optional.empty())) {
      setAside(another);
      assertThat(another.trace()).contains(NAME + " #1").noneMatch(line -> line.contains("WRITE"));
    }
  }

  private static void setAside(SimulatedProcess process) throws IOException {
    Quarantine quarantine = Quarantine.open(process.path().resolve("quarantine"));
    var _ = quarantine.setAsideLost(UID, "archive", "gone", 1, Instant.EPOCH);
  }
}
