package org.holdfast.testkit.traffic;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/// What a server owes to a broken request.
///
/// @param statuses any of these
/// @param error the top-level `error` where the contracts name it; integers as their digits
/// @param silenceAllowed whether it may also close the connection without an answer, because the
///   request's framing is what is broken
/// @param submission whether the request went to an append or submit route and has to be counted
///   there: received, and refused with a reason
public record Owed(
    Set<Integer> statuses, Optional<String> error, boolean silenceAllowed, boolean submission) {
  public Owed {
    statuses = Set.copyOf(statuses);
  }

  static Owed submission(int... statuses) {
    return new Owed(boxed(statuses), Optional.empty(), false, true);
  }

  static Owed other(int... statuses) {
    return new Owed(boxed(statuses), Optional.empty(), false, false);
  }

  Owed error(String name) {
    return new Owed(statuses, Optional.of(name), silenceAllowed, submission);
  }

  Owed orSilence() {
    return new Owed(statuses, error, true, submission);
  }

  private static Set<Integer> boxed(int... statuses) {
    return Set.copyOf(Arrays.stream(statuses).boxed().toList());
  }
}
