package org.holdfast.testkit.history;

/// One broken promise, with what shows it.
///
/// @param key the measurement; the uid where the server shows one that nobody sent
public record Finding(Kind kind, String key, String evidence) {
  /// What went wrong.
  public enum Kind {
    /// Acknowledged and not to be read.
    LOST,
    /// One measurement under two uids that are both published, or listed twice by the search.
    DUPLICATED,
    /// A uid answers another measurement than was sent, or other bytes.
    SWAPPED,
    /// The probe took for success what was none, so that it deleted its only copy.
    MISLED,
    /// Published, and nobody sent it, or it should have gone to quarantine.
    UNEXPECTED
  }

  @Override
  public String toString() {
    return kind + " " + key + ": " + evidence;
  }
}
