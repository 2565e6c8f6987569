package org.holdfast.collector;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.holdfast.journal.Journal;
import org.holdfast.model.Sha256;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.RecordKind;
import org.holdfast.model.envelope.VerificationStatus;

/// Who may store a submission: of all that carry the same bytes at the same time, one (invariant
/// I5, U14).
///
/// An identity is first *claimed*, then either *confirmed*, once its record is durable, or
/// *abandoned*, if it never will be. Confirming and abandoning belong to the fate of the journal
/// record, never to a waiting request: when a request gives up waiting, the claim stays, and a
/// record that becomes durable later still answers the next try with its uid.
///
/// Safe for concurrent use.
final class SubmissionIndex {
  /// What claiming an identity led to.
  sealed interface Claimed {
    /// It is durable already.
    record Known(RecentSubmissions.Remembered first) implements Claimed {}

    /// Another request is storing it; the future is that claim's fate.
    record InFlight(CompletableFuture<RecentSubmissions.Remembered> fate) implements Claimed {}

    /// It is the caller's to store.
    record Mine(Claim claim) implements Claimed {}
  }

  private final RecentSubmissions recent;
  private final BestEffortSubmissions elsewhere;
  private final ConcurrentHashMap<Sha256, CompletableFuture<RecentSubmissions.Remembered>>
      inFlight = new ConcurrentHashMap<>();

  SubmissionIndex(RecentSubmissions recent, BestEffortSubmissions elsewhere) {
    this.recent = recent;
    this.elsewhere = elsewhere;
  }

  /// Remembers what the journal holds and the catalogue may not know yet.
  void rebuildFrom(Journal journal) {
    journal.forEachAfter(
        "index",
        envelope -> {
          if (envelope.kind() == RecordKind.MEASUREMENT_SUBMITTED) {
            recent.remember(envelope.identity(), remembered(envelope));
          }
        });
  }

  private static RecentSubmissions.Remembered remembered(Envelope envelope) {
    return new RecentSubmissions.Remembered(
        envelope.uid(),
        Optional.of(envelope.reportId()),
        envelope.verification() == VerificationStatus.VERIFIED);
  }

  /// Notes that a proof over these bytes was found to hold, and is durable.
  void noteVerified(Sha256 identity, RecentSubmissions.Remembered first) {
    recent.remember(identity, first.asVerified());
  }

  /// Whether a proof over these bytes is known to be durable.
  boolean isVerified(Sha256 identity) {
    return recent.find(identity).filter(RecentSubmissions.Remembered::verified).isPresent();
  }

  Claimed claim(Sha256 identity) throws InterruptedException {
    Optional<RecentSubmissions.Remembered> first = recent.find(identity);
    if (first.isPresent()) {
      return new Claimed.Known(first.get());
    }
    Claim claim = new Claim(identity);
    CompletableFuture<RecentSubmissions.Remembered> other =
        inFlight.putIfAbsent(identity, claim.fate);
    if (other != null) {
      return new Claimed.InFlight(other);
    }
    try {
      // Another claim may have been confirmed between the two looks above.
      first = recent.find(identity);
      if (first.isEmpty()) {
        first =
            elsewhere
                .find(identity)
                .map(uid -> new RecentSubmissions.Remembered(uid, Optional.empty(), false));
      }
    } catch (InterruptedException | RuntimeException | Error e) {
      claim.abandon(e);
      throw e;
    }
    if (first.isPresent()) {
      claim.confirm(first.get());
      return new Claimed.Known(first.get());
    }
    return new Claimed.Mine(claim);
  }

  /// The right to store one submission.
  final class Claim {
    private final Sha256 identity;
    private final CompletableFuture<RecentSubmissions.Remembered> fate = new CompletableFuture<>();

    private Claim(Sha256 identity) {
      this.identity = identity;
    }

    CompletableFuture<RecentSubmissions.Remembered> fate() {
      return fate;
    }

    /// The record is durable.
    void confirm(Envelope envelope) {
      confirm(remembered(envelope));
    }

    private void confirm(RecentSubmissions.Remembered entry) {
      recent.remember(identity, entry);
      inFlight.remove(identity, fate);
      fate.complete(entry);
    }

    /// The record was not stored and will not be; whoever comes next may try.
    void abandon(Throwable why) {
      inFlight.remove(identity, fate);
      fate.completeExceptionally(why);
    }
  }
}
