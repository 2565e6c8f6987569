package org.holdfast.testkit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.testkit.crash.disk.Fault;
import org.holdfast.testkit.crash.disk.Operation;
import org.holdfast.testkit.crash.disk.Site;
import org.junit.jupiter.api.Test;

class PointsTest {
  private static final Site SITE = new Site(Operation.WRITE, "journal/*");
  private static final Site OTHER_SITE = new Site(Operation.WRITE, "spool/*");

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
  void whatIsNotThereIsReplacedByWhatIsMostLikeIt() {
    Point absent = work(SITE, 5, Fault.TORN_WRITE);
    Point later = work(SITE, 6, Fault.TORN_WRITE);
    Point elsewhere = work(OTHER_SITE, 9, Fault.TORN_WRITE);
    Point earlier = work(SITE, 2, Fault.TORN_WRITE);
    Point otherPhase = new Point(Phase.RESTART, SITE, 1, Fault.TORN_WRITE);
    Points points =
        new Points(
            List.of(absent),
            new Substitutes(List.of(later, otherPhase, elsewhere, earlier), Integer.MAX_VALUE));

    assertThat(miss(points, absent)).contains(earlier);
    assertThat(miss(points, earlier)).contains(elsewhere);
    assertThat(miss(points, elsewhere)).contains(later);
    assertThat(miss(points, later)).isEmpty();
    assertThat(points.absent()).containsExactly(absent, earlier, elsewhere, later);
    assertThat(points.isEmpty()).isTrue();
  }

  @Test
  void noMoreAreReplacedThanAllowedAndTheFirstOfAKindComesFirst() {
    Point absent = work(SITE, 5, Fault.TORN_WRITE);
    Point second = work(SITE, 2, Fault.TORN_WRITE);
    Point first = work(SITE, 1, Fault.TORN_WRITE);
    Points points = new Points(List.of(absent), new Substitutes(List.of(second, first), 1));

    assertThat(miss(points, absent)).contains(first);
    assertThat(miss(points, first)).isEmpty();
  }

  @Test
  void whatNoProcessReachedIsNotReplaced() {
    Point point = work(SITE, 5, Fault.TORN_WRITE);
    Points points =
        new Points(List.of(point), new Substitutes(List.of(work(SITE, 1, Fault.TORN_WRITE)), 10));

    for (int i = 0; i < 3; i++) {
      assertThat(points.next(Phase.WORK)).contains(point);
      assertThat(points.tried(point, Reach.UNREACHED)).isEmpty();
    }
    assertThat(points.isEmpty()).isTrue();
    assertThat(points.unreached()).containsExactly(point);
  }

  private static Point work(Site site, int ordinal, Fault fault) {
    return new Point(Phase.WORK, site, ordinal, fault);
  }

  /// Has a point not be there as often as it is tried.
  private static Optional<Point> miss(Points points, Point point) {
    Optional<Point> instead = Optional.empty();
    for (int i = 0; i < 3; i++) {
      assertThat(points.next(Phase.WORK)).contains(point);
      instead = points.tried(point, Reach.ABSENT);
    }
    return instead;
  }

  @Test
  void noMoreRealKillsThanPointsForThem() {
    List<Point> all = Points.all(Phase.RESTART, new Trace(Map.of(SITE, 1), false, List.of()));

    assertThat(Points.forProcesses(all, 6, 1)).hasSize(2);
  }
}
