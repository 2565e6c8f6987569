package org.holdfast.edge.server;

import java.time.Duration;
import org.holdfast.edge.NoRoom;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.SourceGroup;

/// Bounds the bytes of bodies, of requests and of answers, that all requests together hold in
/// memory, and what one source may hold of them. Thread-safe.
final class HeldBytes {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  private final SharedBudget budget;

  HeldBytes(long max) {
    this(max, 0);
  }

  /// @param bodyBytesMax the largest body that is let in: one source may always hold one such body,
  ///   as long as there is room at all
  HeldBytes(long max, long bodyBytesMax) {
    this.budget = SharedBudget.leavingRoomFor(max, bodyBytesMax + CollectedBytes.SLACK_BYTES_MAX);
  }

  /// The largest body that can be let in where so many bytes may be held.
  static int bodyBytesMax(long max, int wished) {
    return (int) Math.min(wished, max / 2);
  }

  long now() {
    return budget.taken();
  }

  /// @param group whom the bytes count against
  Share open(SourceGroup group) {
    return new Share(group);
  }

  /// What one request holds; closing gives all of it back. For one thread.
  final class Share implements AutoCloseable {
    private final SourceGroup group;
    private long bytes;

    private Share(SourceGroup group) {
      this.group = group;
    }

    /// Call before allocating.
    ///
    /// @throws org.holdfast.edge.RefusedException 503 if that would be too much
    void take(long more) {
      switch (budget.take(group, more)) {
        case YES -> bytes += more;
        case NOTHING_LEFT -> throw refusal(NoRoom.BODY_MEMORY).asException();
        case TOO_MUCH_FOR_ONE -> throw refusal(NoRoom.BODY_MEMORY_SOURCE).asException();
      }
    }

    /// For what is allocated already and must not be refused.
    void takeAnyway(long more) {
      budget.takeAnyway(group, more);
      bytes += more;
    }

    private static Refusal refusal(String reason) {
      return Refusal.unavailable(
          "too many bodies are in memory, nothing was kept", reason, RETRY_AFTER);
    }

    void giveBack(long fewer) {
      budget.giveBack(group, fewer);
      bytes -= fewer;
    }

    @Override
    public void close() {
      giveBack(bytes);
    }
  }
}
