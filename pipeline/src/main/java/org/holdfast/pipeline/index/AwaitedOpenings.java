package org.holdfast.pipeline.index;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.Mark;
import org.jspecify.annotations.Nullable;

/// The openings of reports that may still come. Where many collectors share what they know, an
/// entry that cannot be read without its report's opening may come before it: another collector had
/// the opening in its spool, or has not indexed it yet. So what needs it waits, and all behind it,
/// as briefly as that can take. A genuine report id says that there is an opening; an id that no
/// collector has made is waited for by nobody.
///
/// Where an opening does not come in time, it is gone: for ten times as long nobody waits again.
final class AwaitedOpenings {
  private static final int PATIENCES_OF_REST = 10;

  private final Duration patience;
  private final Clock clock;
  private @Nullable Instant waitingSince;
  private Instant restingUntil = Instant.MIN;

  /// @param patience zero where openings come before their entries or not at all
  AwaitedOpenings(Duration patience, Clock clock) {
    this.patience = patience;
    this.clock = clock;
  }

  /// Whether the opening of this one's report is worth waiting for.
  boolean mayCome(Envelope envelope) {
    Instant now = clock.instant();
    if (patience.isZero() || envelope.has(Mark.UNATTESTED) || now.isBefore(restingUntil)) {
      return false;
    }
    if (waitingSince == null) {
      waitingSince = now;
    }
    if (now.isBefore(waitingSince.plus(patience))) {
      return true;
    }
    waitingSince = null;
    restingUntil = now.plus(patience.multipliedBy(PATIENCES_OF_REST));
    return false;
  }

  /// Says that nothing is waited for any more.
  void allCame() {
    waitingSince = null;
  }
}
