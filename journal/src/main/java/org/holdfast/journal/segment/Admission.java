package org.holdfast.journal.segment;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.journal.JournalUnavailableException;
import org.holdfast.journal.JournalUnavailableException.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether records are taken in, and if not, why. A full disk passes; a failure and the end do not,
/// and the failure is told once.
final class Admission {
  private static final Logger log = LoggerFactory.getLogger(Admission.class);

  private record Refusal(Reason reason, String message) {}

  private final FailureListener listener;
  private final AtomicReference<Optional<Refusal>> refusal =
      new AtomicReference<>(Optional.empty());

  Admission(FailureListener listener) {
    this.listener = listener;
  }

  /// A new exception to refuse a record with; empty if records are taken in.
  Optional<JournalUnavailableException> refusal() {
    return refusal.get().map(r -> new JournalUnavailableException(r.reason(), r.message()));
  }

  boolean isFailed() {
    return refusal.get().filter(r -> r.reason() == Reason.FAILED).isPresent();
  }

  void lowDisk(String message) {
    if (refusal.compareAndSet(
        Optional.empty(), Optional.of(new Refusal(Reason.LOW_DISK, message)))) {
      log.error("The journal takes nothing in: {}", message);
    }
  }

  /// There is room again; ends nothing but a low disk.
  void roomAgain() {
    Optional<Refusal> seen = refusal.get();
    if (seen.filter(r -> r.reason() == Reason.LOW_DISK).isPresent()
        && refusal.compareAndSet(seen, Optional.empty())) {
      log.info("The journal has room and takes records in again");
    }
  }

  void fail(Throwable cause) {
    Refusal failed =
        new Refusal(Reason.FAILED, "a write or sync of the journal failed, nothing more is stored");
    Optional<Refusal> before = refusal.getAndSet(Optional.of(failed));
    if (before.filter(r -> r.reason() == Reason.FAILED).isEmpty()) {
      log.error("The journal failed and acknowledges nothing more", cause);
      listener.journalFailed(cause);
    }
  }

  void close() {
    refusal.updateAndGet(
        r ->
            r.filter(x -> x.reason() == Reason.FAILED).isPresent()
                ? r
                : Optional.of(new Refusal(Reason.CLOSED, "the journal is closed")));
  }
}
