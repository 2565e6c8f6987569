package org.holdfast.pipeline.quarantine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.holdfast.journal.Journal;
import org.holdfast.model.Sha256;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.envelope.Mark;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.model.id.TestName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out releases: appends what was set aside to the journal once more, under a uid of its
/// own, with an envelope that says what it releases. From there it goes the way of every
/// measurement but past the blocklist, and what was acknowledged under the old uid becomes another
/// name of it.
///
/// An append that was not noted, because the process died, is made again; the pipeline merges the
/// two as it merges any two sendings of the same bytes, so the sums hold. Used by the index thread:
/// of the processes on one data directory only one has it.
public final class ReleaseDesk {
  private static final Logger log = LoggerFactory.getLogger(ReleaseDesk.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
  private static final Duration APPEND_PATIENCE = Duration.ofSeconds(20);
  private static final int AT_ONCE = 200;

  private final Releases releases;
  private final Quarantine quarantine;
  private final Journal journal;
  private final Clock clock;
  private Instant nextLook = Instant.MIN;

  public ReleaseDesk(Releases releases, Quarantine quarantine, Journal journal, Clock clock) {
    this.releases = releases;
    this.quarantine = quarantine;
    this.journal = journal;
    this.clock = clock;
  }

  /// Carries out what was asked for, if it is time for a look. What fails stays asked for, and
  /// keeps nobody from indexing.
  public void carryOut() throws InterruptedException {
    Instant now = clock.instant();
    if (now.isBefore(nextLook)) {
      return;
    }
    nextLook = now.plus(BETWEEN_LOOKS);
    try {
      for (Releases.Act act : releases.asked(AT_ONCE)) {
        carryOut(act);
      }
    } catch (IOException | ExecutionException | TimeoutException | RuntimeException e) {
      log.warn("A release from quarantine has to wait: {}", e.toString());
    }
  }

  private void carryOut(Releases.Act act)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    Optional<SetAside> found = quarantine.find(act.uid());
    Optional<JournalRecord> record =
        found.isPresent() ? quarantine.recordOf(found.get()) : Optional.empty();
    if (record.isEmpty() || !isReleasable(record.get().envelope())) {
      log.error("{} cannot be released: it is not in quarantine as a measurement", act.uid());
      releases.drop(act);
      return;
    }
    Instant now = clock.instant();
    Envelope envelope = record.get().envelope();
    MeasurementUid fresh = uid(envelope.uid(), now);
    var position =
        journal
            .append(new JournalRecord(envelope.releasedAs(fresh), record.get().body()))
            .get(APPEND_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    log.info("{} is released as {}, at {}: {}", act.uid(), fresh, position, act.why());
    releases.carriedOut(act, fresh, now);
  }

  /// Whether it can be taken up again: a measurement of a probe, and not itself a release that was
  /// set aside in its turn, for which the first is to be released again.
  public static boolean isReleasable(Envelope envelope) {
    return switch (envelope.kind()) {
      case MEASUREMENT_SUBMITTED -> !envelope.has(Mark.CANARY) && envelope.releases().isEmpty();
      case REPORT_OPENED, REPORT_CLOSED -> false;
    };
  }

  /// Not the uid a collector would give, which has the document's digest in it.
  private static MeasurementUid uid(MeasurementUid released, Instant now) {
    Sha256 digest =
        Sha256.of(("release/" + released + "/" + now).getBytes(StandardCharsets.US_ASCII));
    return MeasurementUid.of(
        now, released.countryCode(), new TestName(released.testName()), digest);
  }
}
