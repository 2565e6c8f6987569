package org.holdfast.journal;

/// The journal did not store a record: the probe is told 503 and keeps its copy.
public final class JournalUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Why nothing is taken in.
  public enum Reason {
    /// Too little room is left; it takes records in again by itself once there is more.
    LOW_DISK,
    /// More waits to be written than the bound allows; soon over.
    OVERLOADED,
    /// What stores the records does not answer, and nothing stands in for it; passes by itself.
    UNREACHABLE,
    /// The record alone is more than the store is set to take.
    TOO_LARGE,
    /// A write or sync failed; this process acknowledges nothing more and should leave.
    FAILED,
    /// The journal is being closed.
    CLOSED
  }

  private final Reason reason;

  public JournalUnavailableException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
