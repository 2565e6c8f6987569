package org.holdfast.collector;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.holdfast.model.Sha256;
import org.jspecify.annotations.Nullable;

/// Proofs that are found to hold when the bytes they are over stand in the journal already. That is
/// said durably by another record of these bytes, which the pipeline merges with the first, raising
/// its verdict. An older release merges it, too, and leaves the verdict (I11).
///
/// Safe for concurrent use.
final class LaterProofs {
  private final PendingAppends appends;
  private final SubmissionIndex index;
  private final SubmissionRecords records;
  private final ConcurrentHashMap<Sha256, CompletableFuture<RecentSubmissions.Remembered>> raising =
      new ConcurrentHashMap<>();

  LaterProofs(PendingAppends appends, SubmissionIndex index, SubmissionRecords records) {
    this.appends = appends;
    this.index = index;
    this.records = records;
  }

  /// Says that a proof holds: once for these bytes, however often the proof is sent while it waits
  /// to be looked at.
  ///
  /// @param first the record of these bytes that is durable
  /// @return completes once that is durable, too
  CompletableFuture<RecentSubmissions.Remembered> raise(
      Submission proven, RecentSubmissions.Remembered first) {
    Sha256 identity = proven.identity();
    CompletableFuture<RecentSubmissions.Remembered> mine = new CompletableFuture<>();
    CompletableFuture<RecentSubmissions.Remembered> other = raising.putIfAbsent(identity, mine);
    if (other != null) {
      return other;
    }
    if (index.isVerified(identity)) {
      raising.remove(identity, mine);
      mine.complete(first); // for those who came meanwhile and wait for it
      return mine;
    }
    try {
      var _ =
          appends
              .append(records.write(proven))
              .whenComplete((_, failure) -> raised(identity, first, mine, failure));
    } catch (RuntimeException | Error e) {
      raised(identity, first, mine, e);
    }
    return mine;
  }

  private void raised(
      Sha256 identity,
      RecentSubmissions.Remembered first,
      CompletableFuture<RecentSubmissions.Remembered> mine,
      @Nullable Throwable failure) {
    if (failure == null) {
      index.noteVerified(identity, first);
    }
    raising.remove(identity, mine);
    if (failure == null) {
      mine.complete(first);
    } else {
      mine.completeExceptionally(failure);
    }
  }

  /// A proof that is still to be looked at counts once it was found to hold and the first record is
  /// durable. Nobody waits for that: should this process die before, the verdict stays pending
  /// until the probe sends the same again.
  ///
  /// @param stored the first record, once it is durable
  void raiseLater(Submission submission, CompletableFuture<RecentSubmissions.Remembered> stored) {
    submission
        .incoming()
        .authorship()
        .later()
        .ifPresent(
            later -> {
              var _ =
                  later.thenAcceptBothAsync(
                      stored,
                      (found, first) -> {
                        if (found.isVerified()) {
                          var _ = raise(submission.with(found), first);
                        }
                      },
                      Thread::startVirtualThread);
            });
  }
}
