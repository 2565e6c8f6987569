package org.holdfast.catalogue.memory;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.CatalogueTransaction;
import org.holdfast.catalogue.Location;
import org.holdfast.catalogue.MeasurementQuery;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.model.Sha256;
import org.holdfast.model.id.MeasurementUid;

/// A [Catalogue] that is a value in memory: a transaction changes a copy and puts it in its place.
public final class InMemoryCatalogue implements Catalogue {
  /// Outlives the catalogues opened over it.
  public static final class Storage {
    private final ReentrantLock writer = new ReentrantLock();
    private volatile Tables committed = new Tables();
  }

  private final Storage storage;

  public InMemoryCatalogue() {
    this(new Storage());
  }

  public InMemoryCatalogue(Storage storage) {
    this.storage = storage;
  }

  @Override
  public <T> T inTransaction(Function<CatalogueTransaction, T> work) {
    if (storage.writer.isHeldByCurrentThread()) {
      throw new IllegalStateException("a transaction inside a transaction");
    }
    storage.writer.lock();
    try {
      Tables changed = storage.committed.copy();
      T result = work.apply(new InMemoryTransaction(changed));
      storage.committed = changed;
      return result;
    } finally {
      storage.writer.unlock();
    }
  }

  @Override
  public Optional<MeasurementRow> find(String uid) {
    Tables tables = storage.committed;
    String at = uid;
    Set<String> seen = new HashSet<>();
    while (seen.add(at)) {
      MeasurementRow row = tables.rows.get(at);
      if (row != null) {
        return Optional.of(row);
      }
      Tables.Alias alias = tables.aliases.get(at);
      if (alias == null) {
        return Optional.empty();
      }
      at = alias.canonical().text();
    }
    return Optional.empty();
  }

  @Override
  public List<MeasurementRow> findByReport(String reportId, Optional<String> input, int limit) {
    return storage.committed.rows.values().stream()
        .filter(row -> row.reportId().equals(reportId))
        .filter(row -> input.isEmpty() || row.input().equals(input.get()))
        .sorted(InMemorySearch.ORDER)
        .limit(limit)
        .toList();
  }

  @Override
  public Map<Sha256, MeasurementUid> findByIdentities(Set<Sha256> identities) {
    if (identities.size() > IDENTITIES_MAX) {
      throw new IllegalArgumentException("at most " + IDENTITIES_MAX + " identities");
    }
    Map<Sha256, MeasurementUid> found = new HashMap<>();
    Tables tables = storage.committed;
    Comparator<MeasurementUid> order = Comparator.naturalOrder();
    Stream.concat(
            tables.rows.values().stream().map(row -> Map.entry(row.identity(), row.uid())),
            tables.aliases.entrySet().stream()
                .map(e -> Map.entry(e.getValue().identity(), new MeasurementUid(e.getKey()))))
        .filter(entry -> identities.contains(entry.getKey()))
        .forEach(
            entry ->
                found.merge(
                    entry.getKey(), entry.getValue(), (a, b) -> order.compare(a, b) <= 0 ? a : b));
    return found;
  }

  @Override
  public Map<String, Long> countByInput(
      String testName, String probeCc, OptionalLong probeAsn, Instant since, int limit) {
    return storage.committed.rows.values().stream()
        .filter(row -> row.testName().equals(testName))
        .filter(row -> row.vantagePoint().countryCode().text().equals(probeCc))
        .filter(
            row -> probeAsn.isEmpty() || row.vantagePoint().asn().number() == probeAsn.getAsLong())
        .filter(row -> !row.measurementStartTime().isBefore(since))
        .collect(Collectors.groupingBy(MeasurementRow::input, Collectors.counting()))
        .entrySet()
        .stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(limit)
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Override
  public List<Content> archivedContents(String after, String before, int limit) {
    return storage.committed.rows.values().stream()
        .filter(row -> row.location() instanceof Location.InArchive)
        .filter(row -> row.uid().text().compareTo(after) > 0)
        .filter(row -> row.uid().text().compareTo(before) < 0)
        .map(row -> new Content(row.uid(), row.fingerprint()))
        .limit(limit)
        .toList();
  }

  @Override
  public List<MeasurementRow> search(MeasurementQuery query) {
    return InMemorySearch.search(storage.committed.rows.values(), query);
  }

  @Override
  public Optional<String> findSetAside(String uid) {
    return storage.committed.quarantined.containsKey(uid)
        ? Optional.ofNullable(storage.committed.stages.get(uid))
        : Optional.empty();
  }

  @Override
  public List<String> notes() {
    return List.of();
  }

  @Override
  public long countedBefore() {
    return storage.committed.before.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public Map<String, Long> countSetAside(String stage) {
    Map<String, Long> counts = new TreeMap<>();
    storage.committed.quarantined.forEach(
        (uid, reason) -> {
          if (stage.equals(storage.committed.stages.get(uid))) {
            counts.merge(reason, 1L, Long::sum);
          }
        });
    return counts;
  }

  @Override
  public Ledger ledger() {
    Tables tables = storage.committed;
    return new Ledger(
        tables.rows.size(),
        tables.aliases.size(),
        tables.quarantined.size(),
        tables.rows.values().stream()
            .filter(row -> row.location() instanceof Location.InArchive)
            .count(),
        tables.doubled);
  }

  @Override
  public boolean isReachable() {
    return true;
  }

  @Override
  public boolean needsRebuild() {
    return storage.committed.needsRebuild;
  }

  @Override
  public void markForRebuild() {
    mark(true);
  }

  @Override
  public void markRebuilt() {
    mark(false);
  }

  private void mark(boolean needsRebuild) {
    storage.writer.lock();
    try {
      Tables changed = storage.committed.copy();
      changed.needsRebuild = needsRebuild;
      storage.committed = changed;
    } finally {
      storage.writer.unlock();
    }
  }

  @Override
  public void close() {}

  /// The rows by uid.
  public Map<String, MeasurementRow> rows() {
    return Map.copyOf(storage.committed.rows);
  }

  /// From alias to canonical uid.
  public Map<String, MeasurementUid> aliases() {
    Map<String, MeasurementUid> aliases = new TreeMap<>();
    storage.committed.aliases.forEach((uid, alias) -> aliases.put(uid, alias.canonical()));
    return aliases;
  }

  /// From uid to reason.
  public Map<String, String> quarantined() {
    return Map.copyOf(storage.committed.quarantined);
  }

  /// The archive objects by stem.
  public Map<String, CatalogueTransaction.ArchivedObject> objects() {
    return Map.copyOf(storage.committed.objects);
  }
}
