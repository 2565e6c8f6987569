package org.holdfast.pipeline.testing;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.CatalogueTransaction;
import org.holdfast.catalogue.Location;
import org.holdfast.catalogue.MeasurementQuery;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.model.Sha256;
import org.holdfast.model.id.MeasurementUid;

/// A catalogue with transactions that roll back.
public final class InMemoryCatalogue implements Catalogue {
  /// What is durable.
  private static final class State {
    final Map<Sha256, MeasurementUid> fingerprints = new LinkedHashMap<>();
    final Map<String, MeasurementRow> rows = new TreeMap<>();
    final Map<String, MeasurementUid> aliases = new TreeMap<>();
    final Map<Sha256, MeasurementUid> aliasBytes = new LinkedHashMap<>();
    final Map<String, String> quarantined = new TreeMap<>();
    final Map<String, CatalogueTransaction.ReportRow> reports = new TreeMap<>();
    final Map<String, CatalogueTransaction.ArchivedObject> objects = new TreeMap<>();

    State copy() {
      State copy = new State();
      copy.fingerprints.putAll(fingerprints);
      copy.rows.putAll(rows);
      copy.aliases.putAll(aliases);
      copy.aliasBytes.putAll(aliasBytes);
      copy.quarantined.putAll(quarantined);
      copy.reports.putAll(reports);
      copy.objects.putAll(objects);
      return copy;
    }
  }

  private final Faults faults;
  private State state = new State();
  private boolean needsRebuild = true;
  private boolean down;
  private String refusedTestName = "";

  public InMemoryCatalogue(Faults faults) {
    this.faults = faults;
  }

  /// From now on fails at every call, or answers again.
  public synchronized void setDown(boolean down) {
    this.down = down;
  }

  /// From now on refuses rows with this test name.
  public synchronized void refuse(String testName) {
    refusedTestName = testName;
  }

  /// The rows by uid.
  public synchronized Map<String, MeasurementRow> rows() {
    return Map.copyOf(state.rows);
  }

  /// From alias to canonical uid.
  public synchronized Map<String, MeasurementUid> aliases() {
    return Map.copyOf(state.aliases);
  }

  /// From uid to reason.
  public synchronized Map<String, String> quarantined() {
    return Map.copyOf(state.quarantined);
  }

  public synchronized Map<String, CatalogueTransaction.ArchivedObject> objects() {
    return Map.copyOf(state.objects);
  }

  @Override
  public synchronized <T> T inTransaction(Function<CatalogueTransaction, T> work) {
    requireUp();
    State before = state;
    state = before.copy();
    T result;
    try {
      faults.at("catalogue.begin");
      result = work.apply(new Transaction());
      faults.at("catalogue.commit");
    } catch (RuntimeException | Error e) {
      state = before;
      throw e;
    }
    faults.at("catalogue.committed");
    return result;
  }

  private void requireUp() {
    if (down) {
      throw new IllegalStateException("the database does not answer");
    }
  }

  @Override
  public synchronized Optional<MeasurementRow> find(String uid) {
    requireUp();
    MeasurementUid canonical = state.aliases.get(uid);
    return Optional.ofNullable(state.rows.get(canonical == null ? uid : canonical.text()));
  }

  @Override
  public List<MeasurementRow> findByReport(String reportId, Optional<String> input, int limit) {
    throw new UnsupportedOperationException("not needed here");
  }

  @Override
  public Map<Sha256, MeasurementUid> findByIdentities(Set<Sha256> identities) {
    throw new UnsupportedOperationException("not needed here");
  }

  @Override
  public List<MeasurementRow> search(MeasurementQuery query) {
    throw new UnsupportedOperationException("not needed here");
  }

  @Override
  public synchronized Ledger ledger() {
    requireUp();
    return new Ledger(
        state.rows.size(),
        state.aliases.size(),
        state.quarantined.size(),
        state.rows.values().stream()
            .filter(row -> row.location() instanceof Location.InArchive)
            .count());
  }

  @Override
  public synchronized boolean isReachable() {
    return !down;
  }

  @Override
  public synchronized boolean needsRebuild() {
    requireUp();
    return needsRebuild;
  }

  @Override
  public synchronized void markRebuilt() {
    needsRebuild = false;
  }

  @Override
  public void close() {}

  private final class Transaction implements CatalogueTransaction {
    @Override
    public MeasurementUid claimFingerprint(Sha256 fingerprint, MeasurementUid uid) {
      faults.at("catalogue.claimFingerprint");
      MeasurementUid first = state.fingerprints.putIfAbsent(fingerprint, uid);
      return first == null ? uid : first;
    }

    @Override
    public void addMeasurement(MeasurementRow row) {
      faults.at("catalogue.addMeasurement");
      if (row.testName().equals(refusedTestName)) {
        throw new IllegalStateException("constraint failed");
      }
      state.rows.putIfAbsent(row.uid().text(), row);
    }

    @Override
    public void addAlias(MeasurementUid alias, MeasurementUid canonical, Sha256 identity) {
      faults.at("catalogue.addAlias");
      state.aliases.putIfAbsent(alias.text(), canonical);
      state.aliasBytes.putIfAbsent(identity, canonical);
    }

    @Override
    public Optional<MeasurementUid> findPublished(Sha256 identity) {
      faults.at("catalogue.findPublished");
      return state.rows.values().stream()
          .filter(row -> row.identity().equals(identity))
          .map(MeasurementRow::uid)
          .findFirst()
          .or(
              () ->
                  Optional.ofNullable(state.aliasBytes.get(identity))
                      .filter(canonical -> state.rows.containsKey(canonical.text())));
    }

    @Override
    public Map<MeasurementUid, String> positionsInJournal(MeasurementUid upTo) {
      Map<MeasurementUid, String> positions = new TreeMap<>();
      for (MeasurementRow row : state.rows.values()) {
        if (row.location() instanceof Location.InJournal(String position)
            && row.uid().compareTo(upTo) <= 0) {
          positions.put(row.uid(), position);
        }
      }
      return positions;
    }

    @Override
    public Map<MeasurementUid, Standing> standings(List<MeasurementUid> uids) {
      faults.at("catalogue.standings");
      Map<MeasurementUid, Standing> standings = new TreeMap<>();
      for (MeasurementUid uid : uids) {
        MeasurementRow row = state.rows.get(uid.text());
        if (row != null) {
          boolean archived = row.location() instanceof Location.InArchive;
          standings.put(uid, new Standing(row.fingerprint(), row.marks(), archived));
        }
      }
      return standings;
    }

    @Override
    public void addQuarantined(String uid, String stage, String reason, String file, Instant at) {
      faults.at("catalogue.addQuarantined");
      state.quarantined.putIfAbsent(uid, reason);
    }

    @Override
    public void withdraw(MeasurementUid uid) {
      faults.at("catalogue.withdraw");
      MeasurementRow row = state.rows.get(uid.text());
      if (row != null && row.location() instanceof Location.InJournal) {
        state.rows.remove(uid.text());
        state.fingerprints.remove(row.fingerprint(), uid);
      }
    }

    @Override
    public void putReport(String reportId, String headerJson, Instant openedAt) {
      faults.at("catalogue.putReport");
      state.reports.putIfAbsent(reportId, new ReportRow(headerJson, openedAt, Optional.empty()));
    }

    @Override
    public void closeReport(String reportId, Instant closedAt) {
      faults.at("catalogue.closeReport");
      state.reports.computeIfPresent(
          reportId,
          (_, row) ->
              row.closedAt().isPresent()
                  ? row
                  : new ReportRow(row.headerJson(), row.openedAt(), Optional.of(closedAt)));
    }

    @Override
    public Optional<ReportRow> findReport(String reportId) {
      faults.at("catalogue.findReport");
      return Optional.ofNullable(state.reports.get(reportId));
    }

    @Override
    public void markArchived(ArchivedObject object, List<ArchivedPlace> places) {
      faults.at("catalogue.markArchived");
      state.objects.putIfAbsent(object.stem(), object);
      for (ArchivedPlace place : places) {
        state.rows.computeIfPresent(place.uid().text(), (_, row) -> moved(row, place.location()));
      }
    }

    @Override
    public boolean knowsArchivedObject(String stem) {
      return state.objects.containsKey(stem);
    }

    @Override
    public Optional<MeasurementRow> findMeasurement(MeasurementUid uid) {
      faults.at("catalogue.findMeasurement");
      return Optional.ofNullable(state.rows.get(uid.text()));
    }
  }

  private static MeasurementRow moved(MeasurementRow row, Location location) {
    return new MeasurementRow(
        row.uid(),
        row.reportId(),
        row.input(),
        row.vantagePoint(),
        row.testName(),
        row.measurementStartTime(),
        row.testStartTime(),
        row.softwareName(),
        row.softwareVersion(),
        row.testVersion(),
        row.engineName(),
        row.engineVersion(),
        row.platform(),
        row.architecture(),
        row.testRuntime(),
        row.domain(),
        row.scores(),
        row.anomaly(),
        row.confirmed(),
        row.failure(),
        row.verification(),
        row.marks(),
        row.ooniRunLinkId(),
        row.identity(),
        row.fingerprint(),
        location);
  }
}
