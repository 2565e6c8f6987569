package org.holdfast.collector;

import java.time.Duration;
import org.holdfast.edge.NoRoom;
import org.holdfast.edge.Refusal;
import org.holdfast.journal.JournalUnavailableException;

/// When to come back, by what stands in the way of storing.
public final class Deferrals {
  /// The record was handed to the journal and is not durable yet; it may still become so.
  static final SubmissionOutcome.Deferred PAST_DEADLINE = deferred(30, "past-deadline");

  /// Earlier records have waited for so long that this one was not handed over.
  static final SubmissionOutcome.Deferred SLOW_STORAGE = deferred(15, NoRoom.SLOW_STORAGE);

  /// The reason under which a bug of ours is counted: the probe got a 500 and keeps its copy.
  static final String INTERNAL_ERROR = "internal-error";

  /// The reason under which a request is counted that a stopping server broke off.
  static final String INTERRUPTED = "interrupted";

  private Deferrals() {}

  static SubmissionOutcome.Deferred of(JournalUnavailableException.Reason reason) {
    return switch (reason) {
      // Somebody has to make room first.
      case LOW_DISK -> deferred(300, NoRoom.LOW_DISK);
      case OVERLOADED -> deferred(5, NoRoom.OVERLOADED);
      case UNREACHABLE -> deferred(30, "journal-unreachable");
      // Somebody has to raise a limit first.
      case TOO_LARGE -> deferred(300, "too-large-for-journal");
      // This process leaves and another takes its place.
      case FAILED -> deferred(30, "journal-failed");
      case CLOSED -> deferred(10, "closing");
    };
  }

  /// 503 with `Retry-After`; says nothing about the inside.
  public static Refusal refusal(SubmissionOutcome.Deferred deferred) {
    return Refusal.unavailable(
        "Nothing could be stored right now; please keep it and send it again",
        deferred.reason(),
        deferred.retryAfter());
  }

  private static SubmissionOutcome.Deferred deferred(long seconds, String reason) {
    return new SubmissionOutcome.Deferred(Duration.ofSeconds(seconds), reason);
  }
}
