package org.holdfast.collector;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.admission.Turn;
import org.holdfast.journal.Journal;
import org.holdfast.journal.JournalUnavailableException;
import org.holdfast.journal.Position;
import org.holdfast.model.Sha256;
import org.holdfast.model.document.SubmissionIdentity;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.envelope.Mark;
import org.holdfast.model.geo.GeoDatabase;
import org.holdfast.model.id.CanarySeal;
import org.holdfast.model.id.FleetKey;
import org.holdfast.model.id.ReceiveClock;
import org.jspecify.annotations.Nullable;
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
  private static final int CANARY_BYTES_MAX = 4096;

  private final PendingAppends appends;
  private final SubmissionIndex index;
  private final EnvelopeWriter envelopes;
  private final FleetKey fleetKey;
  private final Duration appendDeadline;
  private final ConcurrentHashMap<Sha256, CompletableFuture<RecentSubmissions.Remembered>> raising =
      new ConcurrentHashMap<>();

  private Intake(
      PendingAppends appends,
      SubmissionIndex index,
      EnvelopeWriter envelopes,
      FleetKey fleetKey,
      Duration appendDeadline) {
    this.appends = appends;
    this.index = index;
    this.envelopes = envelopes;
    this.fleetKey = fleetKey;
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
        new EnvelopeWriter(geo, collector, new ReceiveClock(clock)),
        collector.fleetKey(),
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
  /// @param canaryToken what came with it to show that the fleet sent it ([Mark#CANARY]), besides
  ///   the seal within it, for which previous releases do not look; one that is not right changes
  ///   nothing, and the measurement is one like any other
  public SubmissionOutcome submit(Incoming sent, Optional<String> canaryToken)
      throws InterruptedException {
    // The digest is over the bytes as received: scrubbing must not change what is recognised.
    Sha256 document = digest(sent.document());
    Incoming incoming =
        isCanary(document, canaryToken) || isSealed(sent) ? sent.with(Mark.CANARY) : sent;
    Sha256 identity = identity(incoming, document);
    return switch (index.claim(identity)) {
      case SubmissionIndex.Claimed.Known(var first) ->
          repeated(incoming, document, identity, first);
      case SubmissionIndex.Claimed.InFlight(var fate) ->
          awaitOther(incoming, document, identity, fate);
      case SubmissionIndex.Claimed.Mine(var claim) -> store(incoming, document, identity, claim);
    };
  }

  /// Notes that a report was opened or closed. Empty once that is durable.
  public Optional<SubmissionOutcome.Deferred> note(Incoming incoming) throws InterruptedException {
    Sha256 document = digest(incoming.document());
    Sha256 identity = identity(incoming, document);
    JournalRecord journalRecord = record(incoming, document, identity);
    try {
      await(appends.append(journalRecord));
      return Optional.empty();
    } catch (NotDurable e) {
      return Optional.of(e.deferred());
    }
  }

  /// What the submission is recognised by. It is published, and the digest beneath it is over the
  /// unscrubbed bytes: without the key, somebody could find a scrubbed address by trying all of
  /// them.
  private Sha256 identity(Incoming incoming, Sha256 document) {
    return fleetKey.conceal(
        SubmissionIdentity.of(document, incoming.selfDescribing(), incoming.reportId().text()));
  }

  private SubmissionOutcome store(
      Incoming incoming, Sha256 document, Sha256 identity, SubmissionIndex.Claim claim)
      throws InterruptedException {
    Envelope envelope;
    CompletableFuture<Position> durable;
    try {
      JournalRecord journalRecord = record(incoming, document, identity);
      envelope = journalRecord.envelope();
      durable = appends.append(journalRecord);
    } catch (RuntimeException | Error e) {
      claim.abandon(e);
      throw e;
    }
    settle(claim, durable, envelope);
    raiseLater(incoming, document, identity, claim.fate());
    try {
      await(claim.fate());
      return new SubmissionOutcome.Accepted(envelope.uid());
    } catch (NotDurable e) {
      return e.deferred();
    }
  }

  /// Scrubs before the envelope is written and before anything can reach a disk (I8).
  private JournalRecord record(Incoming incoming, Sha256 document, Sha256 identity) {
    byte[] scrubbed = AddressScrubber.of(incoming.arrival().source()).scrub(incoming.body());
    Envelope envelope = envelopes.write(incoming, document, identity, scrubbed);
    return new JournalRecord(envelope, scrubbed);
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
      Incoming incoming,
      Sha256 document,
      Sha256 identity,
      CompletableFuture<RecentSubmissions.Remembered> fate)
      throws InterruptedException {
    try {
      return repeated(incoming, document, identity, await(fate));
    } catch (NotDurable e) {
      return e.deferred();
    }
  }

  private SubmissionOutcome repeated(
      Incoming incoming, Sha256 document, Sha256 identity, RecentSubmissions.Remembered first)
      throws InterruptedException {
    if (first.verified()) {
      return new SubmissionOutcome.Repeated(first.uid(), first.reportId());
    }
    if (!incoming.authorship().isVerified()) {
      raiseLater(incoming, document, identity, CompletableFuture.completedFuture(first));
      return new SubmissionOutcome.Repeated(first.uid(), first.reportId());
    }
    try {
      await(raise(incoming, document, identity, first));
      return new SubmissionOutcome.Raised(first.uid(), first.reportId());
    } catch (NotDurable e) {
      return e.deferred();
    }
  }

  /// Says durably that a proof over bytes holds that stand in the journal already: by another
  /// record of them, which the pipeline merges with the first, raising its verdict. An older
  /// release merges it, too, and leaves the verdict (I11).
  ///
  /// Once for these bytes, however often the proof is sent while it waits to be looked at.
  private CompletableFuture<RecentSubmissions.Remembered> raise(
      Incoming incoming, Sha256 document, Sha256 identity, RecentSubmissions.Remembered first) {
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
              .append(record(incoming, document, identity))
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
  private void raiseLater(
      Incoming incoming,
      Sha256 document,
      Sha256 identity,
      CompletableFuture<RecentSubmissions.Remembered> stored) {
    incoming
        .authorship()
        .later()
        .ifPresent(
            later -> {
              var _ =
                  later.thenAcceptBothAsync(
                      stored,
                      (found, first) -> {
                        if (found.isVerified()) {
                          var _ = raise(incoming.with(found), document, identity, first);
                        }
                      },
                      Thread::startVirtualThread);
            });
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

  /// Whether the fleet itself has made it, wherever it came through.
  private boolean isSealed(Incoming sent) {
    Incoming.Document document = sent.document();
    return sent.claims().testName().equals(CanarySeal.TEST_NAME)
        && document.length() <= CANARY_BYTES_MAX
        && CanarySeal.isSealed(document.bytes(), document.offset(), document.length(), fleetKey);
  }

  private boolean isCanary(Sha256 document, Optional<String> token) {
    return token.isPresent()
        && MessageDigest.isEqual(
            fleetKey.canaryToken(document).toString().getBytes(UTF_8), token.get().getBytes(UTF_8));
  }

  private static Sha256 digest(Incoming.Document document) {
    return Sha256.of(document.bytes(), document.offset(), document.length());
  }
}
