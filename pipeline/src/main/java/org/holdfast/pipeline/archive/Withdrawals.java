package org.holdfast.pipeline.archive;

import static org.holdfast.pipeline.work.DependencyDownException.unlessAnswered;

import java.time.Clock;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.pipeline.quarantine.Quarantine;
import org.holdfast.pipeline.quarantine.SetAside;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sets aside what was indexed and cannot be archived, and counts as set aside what was counted as
/// published.
final class Withdrawals {
  private static final Logger log = LoggerFactory.getLogger(Withdrawals.class);
  private static final String STAGE = "archive";

  private final Catalogue catalogue;
  private final Quarantine quarantine;
  private final Clock clock;

  Withdrawals(Catalogue catalogue, Quarantine quarantine, Clock clock) {
    this.catalogue = catalogue;
    this.quarantine = quarantine;
    this.clock = clock;
  }

  /// Of this measurement no published line can be made any more; its bytes are kept.
  void notPublishable(JournalRecord record, String detail) {
    log.error("{} was indexed and cannot be archived: {}", record.envelope().uid(), detail);
    SetAside decision =
        unlessAnswered(
            "quarantine",
            () ->
                quarantine.setAside(
                    record, STAGE, "not-publishable-any-more", detail, 1, clock.instant()));
    withdraw(record.envelope().uid(), decision);
  }

  /// Nothing is left of this record but its account.
  ///
  /// @param published whether it was counted as published
  void lost(MeasurementUid uid, String problem, boolean published) {
    log.error("{} is LOST: {}; its account is in the quarantine", uid, problem);
    SetAside decision =
        unlessAnswered(
            "quarantine",
            () -> quarantine.setAsideLost(uid, STAGE, problem, published ? 1 : 0, clock.instant()));
    if (published) {
      withdraw(uid, decision);
    }
  }

  private void withdraw(MeasurementUid uid, SetAside decision) {
    unlessAnswered(
        "catalogue",
        () ->
            catalogue.inTransaction(
                transaction -> {
                  transaction.withdraw(uid);
                  transaction.addQuarantined(
                      decision.uid(),
                      decision.stage(),
                      decision.reason(),
                      decision.file(),
                      decision.at());
                  return uid;
                }));
  }
}
