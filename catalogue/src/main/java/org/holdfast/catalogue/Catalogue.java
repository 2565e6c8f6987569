package org.holdfast.catalogue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.holdfast.model.Sha256;
import org.holdfast.model.id.MeasurementUid;

/// The index of measurements. Safe for concurrent use; reads see committed data only.
///
/// Every read has a time bound and throws [QueryTooExpensiveException] past it (D41). Where the
/// database fails or has too much to do, every method throws [CatalogueUnavailableException];
/// nothing is changed then.
public interface Catalogue extends AutoCloseable {
  /// How many identities one [#findByIdentities] may ask for.
  int IDENTITIES_MAX = 256;

  /// Runs `work` in one transaction, durable when this returns. Rolled back if `work` throws.
  /// Transactions of one process run one after another.
  <T> T inTransaction(Function<CatalogueTransaction, T> work);

  /// The measurement a uid names, an alias followed to the measurement it stands for.
  Optional<MeasurementRow> find(String uid);

  /// The measurements of a report, oldest first, with the given input if one is given (`""` finds
  /// those without input); at most `limit`.
  List<MeasurementRow> findByReport(String reportId, Optional<String> input, int limit);

  /// The uids first acknowledged for these bytes (see `SubmissionIdentity`), for those of them that
  /// were indexed.
  ///
  /// @param identities at most [#IDENTITIES_MAX]
  Map<Sha256, MeasurementUid> findByIdentities(Set<Sha256> identities);

  /// The header remembered for a report. Unlike [CatalogueTransaction#findReport] it waits for no
  /// writer.
  default Optional<CatalogueTransaction.ReportRow> findReport(String reportId) {
    return inTransaction(transaction -> transaction.findReport(reportId));
  }

  /// The archived measurements with uids after `after` and before `before`, in the order of their
  /// uids; at most `limit`. For comparing what two stores hold.
  List<Content> archivedContents(String after, String before, int limit);

  /// Searches; see [MeasurementQuery].
  List<MeasurementRow> search(MeasurementQuery query);

  /// How many measurements of a nettest there are for each input, those with most first.
  ///
  /// @param probeAsn of that network; empty for all of the country
  /// @param since by their start
  /// @param limit how many inputs at most
  Map<String, Long> countByInput(
      String testName, String probeCc, OptionalLong probeAsn, Instant since, int limit);

  /// The stage in which a submission was set aside, if it was.
  Optional<String> findSetAside(String uid);

  /// How many submissions stand set aside in this stage, by reason.
  Map<String, Long> countSetAside(String stage);

  /// The sums of invariant I6 as the catalogue knows them: of this installation, where several
  /// share the catalogue.
  Ledger ledger();

  /// How many of the measurements in [#ledger] came by journals that were counted before the ones
  /// that are counted now, as where Kafka has taken the place of segments; of this installation,
  /// where several share the catalogue.
  long countedBefore();

  /// Whether the database answers; for `/health/ready`.
  boolean isReachable();

  /// What works and is not as it should be, for people.
  List<String> notes();

  /// Whether the catalogue was begun afresh and what journal and archive hold has not been put into
  /// it yet (invariant I2); of this installation, where several share it. Stays true, also across
  /// restarts, until [#markRebuilt].
  boolean needsRebuild();

  /// Asks whoever indexes into this catalogue to bring it up to date before going on, as after an
  /// older copy was put in its place.
  void markForRebuild();

  /// Notes durably that everything in journal and archive is in the catalogue.
  void markRebuilt();

  @Override
  void close();

  /// What a measurement is, in short.
  record Content(MeasurementUid uid, Sha256 fingerprint) {}

  /// @param published measurements that are searchable, archived already or not
  /// @param merged accepted submissions found to be another sending of a published measurement
  /// @param quarantined set aside with bytes and reason
  /// @param archived of the published, how many stand in the archive
  /// @param doubled records that a journal holds a second time, under a uid that is counted already
  record Ledger(long published, long merged, long quarantined, long archived, long doubled) {
    /// Of journals that hold nothing twice.
    public Ledger(long published, long merged, long quarantined, long archived) {
      this(published, merged, quarantined, archived, 0);
    }

    /// How many records are accounted for.
    public long records() {
      return published + merged + quarantined + doubled;
    }
  }
}
