package org.holdfast.journal.segment;

/// Is told, at most once, that the journal can never again acknowledge anything: a write or a sync
/// failed, and what the kernel holds can no longer be trusted. The process should answer 503 and
/// leave (design §5).
@FunctionalInterface
public interface FailureListener {

  /// Called on a thread of the journal, which must not be kept waiting.
  void journalFailed(Throwable cause);
}
