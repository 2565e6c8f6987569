package org.holdfast.app.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.holdfast.testkit.crash.CrashReport;
import org.holdfast.testkit.crash.CrashTest;
import org.holdfast.testkit.crash.Phase;
import org.holdfast.testkit.crash.Point;
import org.holdfast.testkit.crash.disk.Fault;
import org.holdfast.testkit.crash.disk.Operation;
import org.holdfast.testkit.crash.disk.Site;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A small part of `holdfast crashtest --journal kafka`.
class KafkaCrashTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String SEGMENT = "spool/*.*.segment";

  @TempDir Path directory;

  @Test
  @DisplayName(
      "D1, D4, I1, I5: a server that dies at its spool while the broker comes and goes keeps its promises")
  void serverOnKafkaKeepsItsPromises() throws Exception {
    List<Point> points =
        List.of(
            new Point(Phase.WORK, new Site(Operation.SYNC, SEGMENT), 1, Fault.KILL_AFTER),
            new Point(Phase.WORK, new Site(Operation.WRITE, SEGMENT), 2, Fault.TORN_WRITE),
            new Point(Phase.WORK, new Site(Operation.SYNC, SEGMENT), 2, Fault.POWER_LOSS));
    try (CrashBroker broker =
        CrashBroker.start(directory.resolve("broker"), directory.resolve("nothing"), 3)) {
      CrashTest test =
          CrashTest.in(
              directory,
              new KafkaBuild(broker),
              new CrashTest.Options(points.size(), points.size(), 3, 1, PATIENCE, List.of()),
              System.out::println);
      CrashReport report = test.kill(points);

      assertThat(report.troubles()).isEmpty();
      assertThat(report.lastLine()).isEqualTo("lost=0 duplicated=0 swapped=0 start-up failures=0");
      // Whether the spool is written to often enough for both is up to the broker's comings and
      // goings.
      assertThat(report.isClean()).as(report.triedLine()).isTrue();
    }
  }
}
