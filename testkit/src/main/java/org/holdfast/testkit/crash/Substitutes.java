package org.holdfast.testkit.crash;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Other points for those that turn out not to be there, so that as many are struck as were asked
/// for: no two runs of servers on a broker that comes and goes perform the same operations.
final class Substitutes {
  private final List<Point> left;
  private int allowed;

  /// @param others in the order in which they are taken, where they are alike and equally likely to
  ///   be there
  /// @param most so many are given out at most, however many are not there
  Substitutes(List<Point> others, int most) {
    this.left = new ArrayList<>(others);
    this.allowed = most;
  }

  static Substitutes none() {
    return new Substitutes(List.of(), 0);
  }

  /// The one that is most like it, of the same phase in any case.
  Optional<Point> insteadOf(Point absent) {
    if (allowed == 0) {
      return Optional.empty();
    }
    Optional<Point> closest =
        left.stream()
            .filter(other -> other.phase() == absent.phase() && !comesAfter(other, absent))
            .min(
                Comparator.<Point>comparingInt(other -> distance(other, absent))
                    .thenComparingInt(Point::ordinal));
    closest.ifPresent(
        other -> {
          left.remove(other);
          allowed--;
        });
    return closest;
  }

  /// Where there were fewer operations than that, this one would not be there either.
  private static boolean comesAfter(Point other, Point absent) {
    return other.site().equals(absent.site()) && other.ordinal() >= absent.ordinal();
  }

  private static int distance(Point other, Point absent) {
    int distance = 0;
    if (other.fault() != absent.fault()) {
      distance += 4;
    }
    if (other.site().operation() != absent.site().operation()) {
      distance += 2;
    }
    if (!other.site().equals(absent.site())) {
      distance += 1;
    }
    return distance;
  }
}
