package org.holdfast.edge.admission;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.holdfast.edge.NoRoom;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.RefusedException;

/// "Come back later", for a server that has no time to word it: each kind is worded once. When to
/// come back is spread out, so that those who are refused together do not come back together.
/// Thread-safe.
final class BusyRefusals {
  private static final int RETRY_AFTER_SECONDS_MIN = 5;
  private static final int RETRY_AFTER_SECONDS_MAX = 15;

  private final List<RefusedException> forAll = worded(NoRoom.BUSY);
  private final List<RefusedException> forSource = worded(NoRoom.BUSY_SOURCE);
  private final AtomicLong given = new AtomicLong();

  private static List<RefusedException> worded(String reason) {
    return IntStream.rangeClosed(RETRY_AFTER_SECONDS_MIN, RETRY_AFTER_SECONDS_MAX)
        .mapToObj(seconds -> worded(reason, seconds))
        .toList();
  }

  private static RefusedException worded(String reason, int seconds) {
    return Refusal.unavailable(
            "The server is busy and nothing was kept; please keep it and send it again",
            reason,
            Duration.ofSeconds(seconds))
        .asException();
  }

  /// @param forOneSource whether it is refused for what its own source asks
  RefusedException next(boolean forOneSource) {
    List<RefusedException> all = forOneSource ? forSource : forAll;
    return all.get((int) (given.getAndIncrement() % all.size()));
  }
}
