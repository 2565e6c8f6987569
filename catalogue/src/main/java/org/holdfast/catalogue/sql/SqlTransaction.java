package org.holdfast.catalogue.sql;

import java.sql.ResultSet;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.holdfast.catalogue.CatalogueTransaction;
import org.holdfast.catalogue.Location;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.catalogue.sql.LedgerChanges.Sum;
import org.holdfast.model.Sha256;
import org.holdfast.model.envelope.VerificationStatus;
import org.holdfast.model.id.MeasurementUid;
import org.jdbi.v3.core.Handle;

/// One transaction on the writing connection. What is done for every record runs on statements
/// prepared once. Used by one thread.
final class SqlTransaction implements CatalogueTransaction, AutoCloseable {
  private static final int BATCH = 500;

  private final Handle handle;
  private final PreparedStatements statements;
  private final String installation;
  private final LedgerChanges ledger;
  private final ArchiveReservations reservations;
  private final JournalLanes lanes;

  /// @param installation whose doing it is; empty where the catalogue is one installation's own
  SqlTransaction(Handle handle, String installation) {
    this.handle = handle;
    this.installation = installation;
    this.ledger = new LedgerChanges(installation);
    this.statements = new PreparedStatements(handle.getConnection());
    this.reservations = new ArchiveReservations(statements);
    this.lanes = new JournalLanes(statements, installation);
  }

  /// To be called once, before the commit.
  void finish() {
    ledger.apply(handle);
  }

  @Override
  public void countFor(String other) {
    ledger.countFor(other);
  }

  @Override
  public MeasurementUid claimFingerprint(Sha256 fingerprint, MeasurementUid uid) {
    int inserted =
        statements.update(
            "INSERT INTO content_fingerprint (fingerprint, uid) VALUES (?, ?)"
                + " ON CONFLICT DO NOTHING",
            parameters -> parameters.digest(fingerprint).text(uid.text()));
    if (inserted > 0) {
      return uid;
    }
    return statements.run(
        "SELECT uid FROM content_fingerprint WHERE fingerprint = ?",
        statement -> {
          Parameters unused = new Parameters(statement).digest(fingerprint);
          try (ResultSet results = statement.executeQuery()) {
            results.next();
            return new MeasurementUid(results.getString("uid"));
          }
        });
  }

  @Override
  public void addMeasurement(MeasurementRow row) {
    int inserted =
        statements.update(
            MeasurementTable.INSERT,
            parameters -> MeasurementTable.bind(parameters, row, installation));
    ledger.add(Sum.PUBLISHED, inserted);
    if (row.location() instanceof Location.InArchive) {
      ledger.add(Sum.ARCHIVED, inserted);
    }
  }

  @Override
  public void addAlias(MeasurementUid alias, MeasurementUid canonical, Sha256 identity) {
    if (alias.equals(canonical)) {
      return;
    }
    ledger.add(
        Sum.MERGED,
        statements.update(
            "INSERT INTO measurement_alias (alias, canonical, identity) VALUES (?, ?, ?)"
                + " ON CONFLICT DO NOTHING",
            parameters -> parameters.text(alias.text()).text(canonical.text()).digest(identity)));
  }

  @Override
  public void raiseToVerified(MeasurementUid uid, Sha256 identity) {
    int unused =
        statements.update(
            "UPDATE measurement SET verification = ? WHERE uid = ? AND identity = ?",
            parameters ->
                parameters
                    .text(VerificationStatus.VERIFIED.wire())
                    .text(uid.text())
                    .digest(identity));
  }

  @Override
  public Optional<MeasurementUid> findPublished(Sha256 identity) {
    return statements.run(
        "SELECT uid FROM measurement WHERE identity = ?"
            + " UNION ALL SELECT canonical FROM measurement_alias"
            + " WHERE identity = ? AND EXISTS (SELECT 1 FROM measurement WHERE uid = canonical)"
            + " ORDER BY 1 LIMIT 1",
        statement -> {
          Parameters unused = new Parameters(statement).digest(identity).digest(identity);
          try (ResultSet results = statement.executeQuery()) {
            return results.next()
                ? Optional.of(new MeasurementUid(results.getString(1)))
                : Optional.empty();
          }
        });
  }

  @Override
  public Map<MeasurementUid, String> positionsInJournal(MeasurementUid upTo) {
    Map<MeasurementUid, String> positions = new TreeMap<>();
    handle
        .select(
            "SELECT uid, journal_position FROM measurement"
                + " WHERE journal_position IS NOT NULL AND uid <= ?"
                + " AND COALESCE(journal_installation, ?) = ?",
            upTo.text(),
            installation,
            installation)
        .map(
            (results, context) ->
                positions.put(
                    new MeasurementUid(results.getString("uid")),
                    results.getString("journal_position")))
        .list();
    return positions;
  }

  @Override
  public void addQuarantined(String uid, String stage, String reason, String file, Instant at) {
    ledger.add(
        Sum.QUARANTINED,
        handle.execute(
            "INSERT INTO quarantined (uid, stage, reason, file, set_aside_at)"
                + " SELECT CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT),"
                + " CAST(? AS BIGINT)"
                + " WHERE NOT EXISTS (SELECT 1 FROM measurement_alias WHERE alias = ?)"
                + " ON CONFLICT DO NOTHING",
            SqlText.indexable(uid),
            stage,
            reason,
            file,
            Micros.of(at),
            SqlText.indexable(uid)));
  }

  @Override
  public void release(MeasurementUid uid, MeasurementUid canonical, Sha256 identity) {
    ledger.add(
        Sum.QUARANTINED, -handle.execute("DELETE FROM quarantined WHERE uid = ?", uid.text()));
    addAlias(uid, canonical, identity);
  }

  @Override
  public void withdraw(MeasurementUid uid) {
    Optional<MeasurementRow> row = findMeasurement(uid);
    if (row.isEmpty() || row.get().location() instanceof Location.InArchive) {
      return;
    }
    handle.execute(
        "DELETE FROM content_fingerprint WHERE fingerprint = ? AND uid = ?",
        row.get().fingerprint().toBytes(),
        uid.text());
    int deleted = handle.execute("DELETE FROM measurement WHERE uid = ?", uid.text());
    ledger.add(Sum.PUBLISHED, -deleted);
  }

  @Override
  public void putReport(String reportId, String headerJson, Instant openedAt) {
    handle.execute(
        "INSERT INTO report (report_id, header, opened_at) VALUES (?, ?, ?)"
            + " ON CONFLICT DO NOTHING",
        SqlText.indexable(reportId),
        SqlText.storable(headerJson),
        Micros.of(openedAt));
  }

  @Override
  public void closeReport(String reportId, Instant closedAt) {
    String report = SqlText.indexable(reportId);
    int known =
        handle.execute(
            "UPDATE report SET closed_at = COALESCE(closed_at, ?) WHERE report_id = ?",
            Micros.of(closedAt),
            report);
    if (known == 0) {
      handle.execute(
          "INSERT INTO report_closing (report_id, closed_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
          report,
          Micros.of(closedAt));
    }
  }

  @Override
  public Optional<ReportRow> findReport(String reportId) {
    return Lookups.report(statements, reportId);
  }

  @Override
  public void markArchived(ArchivedObject object, List<ArchivedPlace> places) {
    handle.execute(
        "INSERT INTO archive_object (stem, measurements, bytes, first_received_at, published_at)"
            + " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        object.stem(),
        object.measurements(),
        object.bytes(),
        Micros.of(object.firstReceivedAt()),
        Micros.of(object.publishedAt()));
    for (ArchivedPlace place : places) {
      if (move(place, "archive_stem IS NULL") > 0) {
        ledger.add(Sum.ARCHIVED, 1);
      } else {
        // What is archived already stands in this object now; it stays counted as it was.
        int unused = move(place, "archive_stem IS NOT NULL");
      }
    }
  }

  private int move(ArchivedPlace place, String condition) {
    return statements.update(
        "UPDATE measurement SET " + LocationColumns.ASSIGNMENTS + " WHERE uid = ? AND " + condition,
        parameters ->
            LocationColumns.bind(parameters, place.location(), installation)
                .text(place.uid().text()));
  }

  @Override
  public boolean knowsArchivedObject(String stem) {
    return handle
        .select("SELECT 1 FROM archive_object WHERE stem = ?", stem)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  @Override
  public void setCountedBefore(String of, long measurements) {
    LedgerChanges.setCountedBefore(handle, of, measurements);
  }

  @Override
  public boolean needsRebuild() {
    return RebuildState.isNeeded(handle, installation);
  }

  @Override
  public OptionalLong noteIndexed(String lane, long number) {
    return lanes.noteIndexed(lane, number);
  }

  @Override
  public List<String> lanes() {
    return lanes.names();
  }

  @Override
  public void forgetLane(String lane) {
    lanes.forget(lane);
  }

  @Override
  public Map<MeasurementUid, Optional<String>> whereKnown(List<MeasurementUid> uids) {
    return lanes.whereKnown(uids);
  }

  @Override
  public void addDoubled(long records) {
    ledger.add(Sum.DOUBLED, records);
  }

  @Override
  public boolean isQuarantined(String uid) {
    return handle
        .select("SELECT 1 FROM quarantined WHERE uid = ?", SqlText.indexable(uid))
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  @Override
  public Map<MeasurementUid, String> reserve(String stem, List<MeasurementUid> uids) {
    return reservations.reserve(stem, uids);
  }

  @Override
  public int reservedFor(String stem) {
    return handle
        .select("SELECT COUNT(*) FROM archive_reservation WHERE stem = ?", stem)
        .mapTo(Integer.class)
        .one();
  }

  @Override
  public void settleReservations(String stem) {
    reservations.settle(stem);
  }

  @Override
  public void releaseReservations(String stem) {
    reservations.release(stem);
  }

  @Override
  public Set<MeasurementUid> archivedAliases(List<MeasurementUid> uids) {
    return reservations.archivedAliases(uids);
  }

  @Override
  public Optional<MeasurementRow> findMeasurement(MeasurementUid uid) {
    return Lookups.byExactUid(handle, uid.text());
  }

  @Override
  public Map<MeasurementUid, Standing> standings(List<MeasurementUid> uids) {
    Map<MeasurementUid, Standing> standings = new HashMap<>();
    for (int from = 0; from < uids.size(); from += BATCH) {
      List<MeasurementUid> some = uids.subList(from, Math.min(uids.size(), from + BATCH));
      statements.run(
          "SELECT uid, fingerprint, marks, archive_stem FROM measurement WHERE uid IN ("
              + String.join(", ", Collections.nCopies(some.size(), "?"))
              + ')',
          statement -> {
            Parameters parameters = new Parameters(statement);
            some.forEach(uid -> parameters.text(uid.text()));
            try (ResultSet results = statement.executeQuery()) {
              while (results.next()) {
                standings.put(
                    new MeasurementUid(results.getString("uid")),
                    new Standing(
                        Sha256.fromBytes(results.getBytes("fingerprint")),
                        MeasurementTable.marks(results.getString("marks")),
                        results.getString("archive_stem") != null));
              }
            }
            return some;
          });
    }
    return standings;
  }

  @Override
  public void close() {
    statements.close();
  }
}
