package org.holdfast.collector;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.admission.Turn;
import org.holdfast.journal.Journal;
import org.holdfast.journal.JournalUnavailableException;
import org.holdfast.journal.Position;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.geo.GeoDatabase;
import org.holdfast.model.id.ReceiveClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one door behind all protocol generations: whatever a probe hands in becomes a durable
/// journal record here before anybody is told so (invariant I1), once (I5). Safe for concurrent
/// use.
public final class Intake {
  /// The limits of an intake.
  ///
  /// @param appendDeadline how long a request waits for its record to become durable before it is
  ///   deferred (P76)
  /// @param stall once a record has waited for so long, no others are taken in until it is durable
  /// @param lookupDeadline how long the catalogue may take to say whether it knows a submission
  /// @param rememberedMax how many of the newest submissions are recognised without the catalogue
  /// @param rebuildPatience how long the start waits until the journal is read back; what takes
  ///   longer is read while measurements are taken in
  public record Limits(
      Duration appendDeadline,
      Duration stall,
      Duration lookupDeadline,
      int rememberedMax,
      Duration rebuildPatience) {
    /// 20 s, 3 s, 250 ms, 100 000 submissions, 10 s.
    public static final Limits DEFAULT =
        new Limits(
            Duration.ofSeconds(20),
            Duration.ofSeconds(3),
            Duration.ofMillis(250),
            100_000,
            Duration.ofSeconds(10));
  }

  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  private final PendingAppends appends;
  private final SubmissionIndex index;
  private final SubmissionRecords records;
  private final Canaries canaries;
  private final LaterProofs laterProofs;
  private final Duration appendDeadline;

  private Intake(
      PendingAppends appends,
      SubmissionIndex index,
      SubmissionRecords records,
      Canaries canaries,
      Duration appendDeadline) {
    this.appends = appends;
    this.index = index;
    this.records = records;
    this.canaries = canaries;
    this.laterProofs = new LaterProofs(appends, index, records);
    this.appendDeadline = appendDeadline;
  }

  /// Builds an intake and reads back from the journal what the catalogue may not know yet. Neither
  /// a long backlog nor a journal that cannot be read keeps it from starting (I10): what is not
  /// recognised at the door is found by the pipeline.
  public static Intake start(
      Journal journal,
      GeoDatabase geo,
      KnownSubmissions known,
      CollectorIdentity collector,
      Clock clock,
      Limits limits) {
    var index =
        new SubmissionIndex(
            new RecentSubmissions(limits.rememberedMax()),
            new BestEffortSubmissions(known, limits.lookupDeadline(), clock));
    rebuild(index, journal, limits.rebuildPatience());
    return new Intake(
        new PendingAppends(journal, limits.stall()),
        index,
        new SubmissionRecords(
            new EnvelopeWriter(geo, collector, new ReceiveClock(clock)), collector.fleetKey()),
        new Canaries(collector.fleetKey()),
        limits.appendDeadline());
  }

  private static void rebuild(SubmissionIndex index, Journal journal, Duration patience) {
    Thread reading =
        Thread.ofPlatform()
            .daemon()
            .name("submission-index")
            .start(
                () -> {
                  try {
                    index.rebuildFrom(journal);
                  } catch (RuntimeException e) {
                    LOG.warn("Earlier submissions could not be read back from the journal", e);
                  }
                });
    try {
      if (!reading.join(patience)) {
        LOG.info("The journal's backlog is long; it is read while measurements are taken in");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Why it is no use to hand anything in right now; what is handed in all the same may wait long.
  public Optional<Refusal> stalled() {
    return appends.stalled();
  }

  /// Takes a measurement in. Returns once it is durable, or will not be within the deadline.
  public SubmissionOutcome submit(Incoming incoming) throws InterruptedException {
    return submit(incoming, Optional.empty());
  }

  /// Likewise.
  ///
  /// @param canaryToken what came with it to show that the fleet sent it ([Canaries]), besides the
  ///   seal within it, for which previous releases do not look; one that is not right changes
  ///   nothing, and the measurement is one like any other
  public SubmissionOutcome submit(Incoming sent, Optional<String> canaryToken)
      throws InterruptedException {
    Submission submission = canaries.marked(records.recognise(sent), canaryToken);
    return switch (index.claim(submission.identity())) {
      case SubmissionIndex.Claimed.Known(var first) -> repeated(submission, first);
      case SubmissionIndex.Claimed.InFlight(var fate) -> awaitOther(submission, fate);
      case SubmissionIndex.Claimed.Mine(var claim) -> store(submission, claim);
    };
  }

  /// Notes that a report was opened or closed. Empty once that is durable.
  public Optional<SubmissionOutcome.Deferred> note(Incoming incoming) throws InterruptedException {
    JournalRecord journalRecord = records.write(records.recognise(incoming));
    try {
      await(appends.append(journalRecord));
      return Optional.empty();
    } catch (NotDurable e) {
      return Optional.of(e.deferred());
    }
  }

  private SubmissionOutcome store(Submission submission, SubmissionIndex.Claim claim)
      throws InterruptedException {
    Envelope envelope;
    CompletableFuture<Position> durable;
    try {
      JournalRecord journalRecord = records.write(submission);
      envelope = journalRecord.envelope();
      durable = appends.append(journalRecord);
    } catch (RuntimeException | Error e) {
      claim.abandon(e);
      throw e;
    }
    settle(claim, durable, envelope);
    laterProofs.raiseLater(submission, claim.fate());
    try {
      await(claim.fate());
      return new SubmissionOutcome.Accepted(envelope.uid());
    } catch (NotDurable e) {
      return e.deferred();
    }
  }

  private static void settle(
      SubmissionIndex.Claim claim, CompletableFuture<Position> durable, Envelope envelope) {
    var _ =
        durable.whenComplete(
            (position, failure) -> {
              if (failure == null) {
                claim.confirm(envelope);
              } else {
                claim.abandon(failure);
              }
            });
  }

  private SubmissionOutcome awaitOther(
      Submission submission, CompletableFuture<RecentSubmissions.Remembered> fate)
      throws InterruptedException {
    try {
      return repeated(submission, await(fate));
    } catch (NotDurable e) {
      return e.deferred();
    }
  }

  private SubmissionOutcome repeated(Submission submission, RecentSubmissions.Remembered first)
      throws InterruptedException {
    if (first.verified()) {
      return new SubmissionOutcome.Repeated(first.uid(), first.reportId());
    }
    if (!submission.incoming().authorship().isVerified()) {
      laterProofs.raiseLater(submission, CompletableFuture.completedFuture(first));
      return new SubmissionOutcome.Repeated(first.uid(), first.reportId());
    }
    try {
      await(laterProofs.raise(submission, first));
      return new SubmissionOutcome.Raised(first.uid(), first.reportId());
    } catch (NotDurable e) {
      return e.deferred();
    }
  }

  private <T> T await(CompletableFuture<T> fate) throws InterruptedException, NotDurable {
    Turn.end(); // the disk takes longer than all that is left to compute
    try {
      return fate.get(appendDeadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new NotDurable(Deferrals.PAST_DEADLINE);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof JournalUnavailableException unavailable) {
        throw new NotDurable(Deferrals.of(unavailable.reason()));
      }
      throw new IllegalStateException("a record could not be stored", e.getCause());
    }
  }
}
