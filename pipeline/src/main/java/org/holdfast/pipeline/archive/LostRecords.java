package org.holdfast.pipeline.archive;

import static org.holdfast.pipeline.work.DependencyDownException.unlessAnswered;

import java.io.IOException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.journal.Journal;
import org.holdfast.journal.Position;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.pipeline.work.DependencyDownException;

/// Records that were whole when they were indexed and cannot be read from the journal any more.
final class LostRecords {
  /// With the pauses between them about half a minute, in which a disk may come to its senses.
  static final int PATIENT_ROUNDS = 8;

  private final Journal journal;
  private final Catalogue catalogue;
  private final Withdrawals withdrawals;
  private int roundsUnread;

  LostRecords(Journal journal, Catalogue catalogue, Withdrawals withdrawals) {
    this.journal = journal;
    this.catalogue = catalogue;
    this.withdrawals = withdrawals;
  }

  /// Says that a round is complete.
  void roundCommitted() {
    roundsUnread = 0;
  }

  /// The cursor gave this record and it cannot be read again. Either the bytes do not check out at
  /// the moment, or the cursor will give them as damaged when asked again: so the round fails and
  /// is repeated. Were that repeated for ever, everything behind would wait for one record.
  ///
  /// @throws DependencyDownException while there is hope
  void giveUpInTheEnd(IndexedRecord member) {
    MeasurementUid uid = member.record().uid();
    String problem = "it was at " + member.record().position() + " of the journal and is not now";
    if (roundsUnread < PATIENT_ROUNDS) {
      roundsUnread++;
      throw new DependencyDownException("journal", new IOException(uid + ": " + problem));
    }
    withdrawals.lost(uid, problem, member instanceof IndexedRecord.Measurement);
  }

  /// Finds out what was lost where the cursor met damage: measurements that were whole when they
  /// were indexed, that no record of this round stands for, and that cannot be read any more.
  void accountForDamage(List<WaitingRecord> records) {
    if (records.isEmpty()) {
      return;
    }
    Set<MeasurementUid> present = new HashSet<>();
    records.forEach(record -> present.add(record.uid()));
    MeasurementUid newest = Collections.max(present);
    Map<MeasurementUid, String> indexed =
        unlessAnswered(
            "catalogue",
            () -> catalogue.inTransaction(transaction -> transaction.positionsInJournal(newest)));
    indexed.forEach(
        (uid, position) -> {
          if (!present.contains(uid)
              && isInKafka(position) == isInKafka(records.getFirst().position().text())
              && unlessAnswered("journal", () -> journal.read(new Position(position))).isEmpty()) {
            withdrawals.lost(uid, "the bytes at " + position + " of the journal are damaged", true);
          }
        });
  }

  /// What stands in a journal that this one has taken the place of is not lost.
  private static boolean isInKafka(String position) {
    return position.startsWith("kafka/");
  }
}
