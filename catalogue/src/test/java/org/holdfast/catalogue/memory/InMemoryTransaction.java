package org.holdfast.catalogue.memory;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.holdfast.catalogue.CatalogueTransaction;
import org.holdfast.catalogue.Location;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.catalogue.RowCopy;
import org.holdfast.model.Sha256;
import org.holdfast.model.id.MeasurementUid;

/// Changes tables that nobody else sees.
final class InMemoryTransaction implements CatalogueTransaction {
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

  private final Tables tables;

  InMemoryTransaction(Tables tables) {
    this.tables = tables;
  }

  @Override
  public MeasurementUid claimFingerprint(Sha256 fingerprint, MeasurementUid uid) {
    MeasurementUid first = tables.fingerprints.putIfAbsent(fingerprint, uid);
    return first == null ? uid : first;
  }

  @Override
  public void addMeasurement(MeasurementRow row) {
    tables.rows.putIfAbsent(row.uid().text(), held(row));
  }

  /// What no database could hold is held as near as it can.
  private static MeasurementRow held(MeasurementRow row) {
    RowCopy copy = RowCopy.of(row);
    if (!Double.isFinite(row.testRuntime())) {
      copy.runtime(0);
    }
    if (row.measurementStartTime().isAfter(LATEST)) {
      copy.startTime(LATEST);
    }
    return copy.row();
  }

  @Override
  public void addAlias(MeasurementUid alias, MeasurementUid canonical, Sha256 identity) {
    if (!alias.equals(canonical)) {
      tables.aliases.putIfAbsent(alias.text(), new Tables.Alias(canonical, identity));
    }
  }

  @Override
  public void raiseToVerified(MeasurementUid uid, Sha256 identity) {
    tables.rows.computeIfPresent(
        uid.text(),
        (_, row) -> row.identity().equals(identity) ? RowCopy.of(row).verified().row() : row);
  }

  @Override
  public Optional<MeasurementUid> findPublished(Sha256 identity) {
    return tables.rows.values().stream()
        .filter(row -> row.identity().equals(identity))
        .map(MeasurementRow::uid)
        .findFirst()
        .or(
            () ->
                tables.aliases.values().stream()
                    .filter(alias -> alias.identity().equals(identity))
                    .map(Tables.Alias::canonical)
                    .filter(canonical -> tables.rows.containsKey(canonical.text()))
                    .findFirst());
  }

  @Override
  public void addQuarantined(String uid, String stage, String reason, String file, Instant at) {
    if (!tables.aliases.containsKey(uid)) {
      tables.quarantined.putIfAbsent(uid, reason);
      tables.stages.putIfAbsent(uid, stage);
    }
  }

  @Override
  public void release(MeasurementUid uid, MeasurementUid canonical, Sha256 identity) {
    tables.quarantined.remove(uid.text());
    addAlias(uid, canonical, identity);
  }

  @Override
  public void withdraw(MeasurementUid uid) {
    MeasurementRow row = tables.rows.get(uid.text());
    if (row != null && row.location() instanceof Location.InJournal) {
      tables.rows.remove(uid.text());
      tables.fingerprints.remove(row.fingerprint(), uid);
    }
  }

  @Override
  public void putReport(String reportId, String headerJson, Instant openedAt) {
    Optional<Instant> closedAt = Optional.ofNullable(tables.closings.get(reportId));
    tables.reports.putIfAbsent(reportId, new ReportRow(headerJson, openedAt, closedAt));
  }

  @Override
  public void closeReport(String reportId, Instant closedAt) {
    tables.closings.putIfAbsent(reportId, closedAt);
    tables.reports.computeIfPresent(
        reportId,
        (_, row) ->
            row.closedAt().isPresent()
                ? row
                : new ReportRow(row.headerJson(), row.openedAt(), Optional.of(closedAt)));
  }

  @Override
  public Optional<ReportRow> findReport(String reportId) {
    return Optional.ofNullable(tables.reports.get(reportId));
  }

  @Override
  public void markArchived(ArchivedObject object, List<ArchivedPlace> places) {
    tables.objects.putIfAbsent(object.stem(), object);
    for (ArchivedPlace place : places) {
      tables.rows.computeIfPresent(
          place.uid().text(), (_, row) -> RowCopy.of(row).location(place.location()).row());
    }
  }

  @Override
  public boolean knowsArchivedObject(String stem) {
    return tables.objects.containsKey(stem);
  }

  @Override
  public void setCountedBefore(String installation, long measurements) {
    tables.before.put(installation, measurements);
  }

  @Override
  public boolean needsRebuild() {
    return tables.needsRebuild;
  }

  @Override
  public OptionalLong noteIndexed(String lane, long number) {
    Long before = tables.lanes.get(lane);
    tables.lanes.merge(lane, number, Math::max);
    return before == null ? OptionalLong.empty() : OptionalLong.of(before);
  }

  @Override
  public List<String> lanes() {
    return List.copyOf(tables.lanes.keySet());
  }

  @Override
  public void forgetLane(String lane) {
    tables.lanes.remove(lane);
  }

  @Override
  public Map<MeasurementUid, Optional<String>> whereKnown(List<MeasurementUid> uids) {
    Map<MeasurementUid, Optional<String>> known = new TreeMap<>();
    for (MeasurementUid uid : uids) {
      MeasurementRow row = tables.rows.get(uid.text());
      if (row != null && row.location() instanceof Location.InJournal(String position, String _)) {
        known.put(uid, Optional.of(position));
      } else if (row != null
          || tables.aliases.containsKey(uid.text())
          || tables.quarantined.containsKey(uid.text())) {
        known.put(uid, Optional.empty());
      }
    }
    return known;
  }

  @Override
  public void addDoubled(long records) {
    tables.doubled += records;
  }

  @Override
  public boolean isQuarantined(String uid) {
    return tables.quarantined.containsKey(uid);
  }

  @Override
  public Map<MeasurementUid, String> reserve(String stem, List<MeasurementUid> uids) {
    Map<MeasurementUid, String> taken = new TreeMap<>();
    for (MeasurementUid uid : uids) {
      String reserved = tables.reservations.getOrDefault(uid.text(), stem);
      MeasurementRow row = tables.rows.get(uid.text());
      if (!reserved.equals(stem)) {
        taken.put(uid, reserved);
      } else if (row != null
          && row.location() instanceof Location.InArchive archived
          && !archived.stem().equals(stem)) {
        taken.put(uid, archived.stem());
      }
    }
    if (taken.isEmpty()) {
      uids.forEach(uid -> tables.reservations.put(uid.text(), stem));
    }
    return taken;
  }

  @Override
  public int reservedFor(String stem) {
    return Collections.frequency(tables.reservations.values(), stem);
  }

  @Override
  public void settleReservations(String stem) {
    tables
        .reservations
        .entrySet()
        .removeIf(row -> row.getValue().equals(stem) && !tables.aliases.containsKey(row.getKey()));
  }

  @Override
  public void releaseReservations(String stem) {
    tables.reservations.values().removeIf(stem::equals);
  }

  @Override
  public Set<MeasurementUid> archivedAliases(List<MeasurementUid> uids) {
    return uids.stream()
        .filter(uid -> tables.aliases.containsKey(uid.text()))
        .filter(uid -> tables.objects.containsKey(tables.reservations.getOrDefault(uid.text(), "")))
        .collect(Collectors.toSet());
  }

  @Override
  public Optional<MeasurementRow> findMeasurement(MeasurementUid uid) {
    return Optional.ofNullable(tables.rows.get(uid.text()));
  }

  @Override
  public Map<MeasurementUid, String> positionsInJournal(MeasurementUid upTo) {
    Map<MeasurementUid, String> positions = new TreeMap<>();
    for (MeasurementRow row : tables.rows.values()) {
      if (row.location() instanceof Location.InJournal(String position, String _)
          && row.uid().compareTo(upTo) <= 0) {
        positions.put(row.uid(), position);
      }
    }
    return positions;
  }

  @Override
  public Map<MeasurementUid, Standing> standings(List<MeasurementUid> uids) {
    Map<MeasurementUid, Standing> standings = new TreeMap<>();
    for (MeasurementUid uid : uids) {
      MeasurementRow row = tables.rows.get(uid.text());
      if (row != null) {
        boolean archived = row.location() instanceof Location.InArchive;
        standings.put(uid, new Standing(row.fingerprint(), row.marks(), archived));
      }
    }
    return standings;
  }
}
