package org.holdfast.catalogue.sql;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.holdfast.catalogue.CatalogueTransaction;
import org.holdfast.catalogue.Location;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.catalogue.sql.LedgerChanges.Sum;
import org.holdfast.model.Sha256;
import org.holdfast.model.id.MeasurementUid;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/// One transaction on the writing connection. Measurements are collected and inserted as one batch:
/// before anything reads them, and at the end. Used by one thread.
final class SqlTransaction implements CatalogueTransaction {
  private static final int BATCH = 500;

  private final Handle handle;
  private final LedgerChanges ledger = new LedgerChanges();
  private final List<MeasurementRow> collected = new ArrayList<>();

  SqlTransaction(Handle handle) {
    this.handle = handle;
  }

  /// To be called once, before the commit.
  void finish() {
    insertCollected();
    ledger.apply(handle);
  }

  @Override
  public MeasurementUid claimFingerprint(Sha256 fingerprint, MeasurementUid uid) {
    byte[] key = fingerprint.toBytes();
    int inserted =
        handle.execute(
            "INSERT INTO content_fingerprint (fingerprint, uid) VALUES (?, ?)"
                + " ON CONFLICT DO NOTHING",
            key,
            uid.text());
    if (inserted > 0) {
      return uid;
    }
    return handle
        .select("SELECT uid FROM content_fingerprint WHERE fingerprint = ?", key)
        .map((results, context) -> new MeasurementUid(results.getString("uid")))
        .one();
  }

  @Override
  public void addMeasurement(MeasurementRow row) {
    collected.add(row);
    if (collected.size() >= BATCH) {
      insertCollected();
    }
  }

  @Override
  public void addAlias(MeasurementUid alias, MeasurementUid canonical, Sha256 identity) {
    if (alias.equals(canonical)) {
      return;
    }
    ledger.add(
        Sum.MERGED,
        handle.execute(
            "INSERT INTO measurement_alias (alias, canonical, identity) VALUES (?, ?, ?)"
                + " ON CONFLICT DO NOTHING",
            alias.text(),
            canonical.text(),
            identity.toBytes()));
  }

  @Override
  public void addQuarantined(String uid, String stage, String reason, String file, Instant at) {
    ledger.add(
        Sum.QUARANTINED,
        handle.execute(
            "INSERT INTO quarantined (uid, stage, reason, file, set_aside_at)"
                + " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            SqlText.indexable(uid),
            stage,
            reason,
            file,
            Micros.of(at)));
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
    handle.execute(
        "UPDATE report SET closed_at = ? WHERE report_id = ? AND closed_at IS NULL",
        Micros.of(closedAt),
        SqlText.indexable(reportId));
  }

  @Override
  public Optional<ReportRow> findReport(String reportId) {
    return handle
        .select(
            "SELECT header, opened_at, closed_at FROM report WHERE report_id = ?",
            SqlText.indexable(reportId))
        .map(
            (results, context) -> {
              long closedAt = results.getLong("closed_at");
              boolean isOpen = results.wasNull();
              return new ReportRow(
                  results.getString("header"),
                  Micros.toInstant(results.getLong("opened_at")),
                  isOpen ? Optional.empty() : Optional.of(Micros.toInstant(closedAt)));
            })
        .findOne();
  }

  @Override
  public void markArchived(ArchivedObject object, List<ArchivedPlace> places) {
    insertCollected();
    handle.execute(
        "INSERT INTO archive_object (stem, measurements, bytes, first_received_at, published_at)"
            + " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        object.stem(),
        object.measurements(),
        object.bytes(),
        Micros.of(object.firstReceivedAt()),
        Micros.of(object.publishedAt()));
    ledger.add(Sum.ARCHIVED, Arrays.stream(move(places, "archive_stem IS NULL")).sum());
    // What is archived already stands in this object now; it stays counted as it was.
    move(places, "archive_stem <> :archive_stem");
  }

  private int[] move(List<ArchivedPlace> places, String condition) {
    if (places.isEmpty()) {
      return new int[0];
    }
    String update =
        "UPDATE measurement SET "
            + LocationColumns.ASSIGNMENTS
            + " WHERE uid = :uid AND "
            + condition;
    try (PreparedBatch batch = handle.prepareBatch(update)) {
      for (ArchivedPlace place : places) {
        batch.bind("uid", place.uid().text());
        LocationColumns.bind(batch, place.location());
        batch.add();
      }
      return batch.execute();
    }
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
  public Optional<MeasurementRow> findMeasurement(MeasurementUid uid) {
    insertCollected();
    return Lookups.byExactUid(handle, uid.text());
  }

  private void insertCollected() {
    if (collected.isEmpty()) {
      return;
    }
    try (PreparedBatch batch = handle.prepareBatch(MeasurementTable.INSERT)) {
      collected.forEach(row -> MeasurementTable.bind(batch, row));
      count(batch.execute());
    }
    collected.clear();
  }

  private void count(int[] inserted) {
    for (int i = 0; i < inserted.length; i++) {
      if (inserted[i] > 0) {
        ledger.add(Sum.PUBLISHED, 1);
        if (collected.get(i).location() instanceof Location.InArchive) {
          ledger.add(Sum.ARCHIVED, 1);
        }
      }
    }
  }
}
