package org.holdfast.testkit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.holdfast.testkit.crash.disk.Fault;
import org.holdfast.testkit.crash.disk.Operation;
import org.holdfast.testkit.crash.disk.Site;
import org.junit.jupiter.api.Test;

class PointsTest {
  private static final Site SITE = new Site(Operation.WRITE, "journal/*");

  @Test
  void realKillsAreSpreadOverAllPhases() {
    List<Point> all = new ArrayList<>();
    for (Phase phase : Phase.values()) {
      all.addAll(Points.all(phase, new Trace(Map.of(SITE, 40), false, List.of())));
    }

    List<Point> chosen = Points.forProcesses(all, 6, 1);

    assertThat(chosen)
        .extracting(Point::phase)
        .containsExactly(
            Phase.FIRST_START,
            Phase.RESTART,
            Phase.WORK,
            Phase.FIRST_START,
            Phase.RESTART,
            Phase.WORK);
    assertThat(chosen)
        .doesNotHaveDuplicates()
        .allMatch(p -> EnumSet.of(Fault.KILL_BEFORE, Fault.KILL_AFTER).contains(p.fault()));
  }

  @Test
  void noMoreRealKillsThanPointsForThem() {
    List<Point> all = Points.all(Phase.RESTART, new Trace(Map.of(SITE, 1), false, List.of()));

    assertThat(Points.forProcesses(all, 6, 1)).hasSize(2);
  }
}
