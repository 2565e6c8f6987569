package org.holdfast.catalogue.sql;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.CatalogueTransaction;
import org.holdfast.catalogue.CatalogueUnavailableException;
import org.holdfast.catalogue.MeasurementQuery;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.catalogue.QueryTooExpensiveException;
import org.holdfast.model.Sha256;
import org.holdfast.model.id.MeasurementUid;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/// A [Catalogue] in a relational database.
///
/// One connection writes, transaction after transaction; a few others only read and see what is
/// committed. Transactions run in the caller's thread, which should be a platform thread. All
/// readings throw [QueryTooExpensiveException] past the time bound and
/// [CatalogueUnavailableException] where the database fails.
public final class SqlCatalogue implements Catalogue {
  private static final int MAX_UID_LENGTH = 128;
  private static final int COLLISIONS_MAX = 5;

  private final Database database;
  private final HikariDataSource writerPool;
  private final HikariDataSource readerPool;
  private final Jdbi writer;
  private final BoundedReadings readings;
  private final KeptStatements keptStatements = new KeptStatements();
  private final CatalogueMeters meters;
  private final String installation;
  private final List<String> notes;
  private final ReentrantLock writerLock = new ReentrantLock(true);

  private SqlCatalogue(
      Database database, MeterRegistry registry, SqlCatalogueOptions options, List<String> notes) {
    this.database = database;
    this.writerPool = Pools.writer(database);
    this.readerPool = Pools.readersBeside(writerPool, database, options);
    this.writer = Jdbi.create(writerPool);
    this.readings = BoundedReadings.start(Jdbi.create(readerPool), database.dialect(), options);
    this.meters = new CatalogueMeters(registry);
    this.installation = options.installation();
    this.notes = List.copyOf(notes);
  }

  /// Opens or creates the database `file` and brings its tables up to date. A damaged database is
  /// moved aside, with a line in the log, and a fresh one begun; see [#needsRebuild].
  ///
  /// @throws CatalogueUnavailableException if the directory or file cannot be used
  public static SqlCatalogue openSqlite(
      Path file, Clock clock, MeterRegistry registry, SqlCatalogueOptions options) {
    Dialect dialect = new SqliteDialect();
    SqliteFile database = new SqliteFile(file, clock, dialect);
    try {
      database.prepare(options.checkBound());
      return new SqlCatalogue(database, registry, options, Migrations.runOrBeginAgain(database));
    } catch (IOException | RuntimeException e) {
      throw new CatalogueUnavailableException("the catalogue database cannot be opened", e);
    }
  }

  /// Opens a catalogue that several processes share in a PostgreSQL database, and brings its tables
  /// up to date.
  ///
  /// @throws CatalogueUnavailableException if the database cannot be reached or does not let us in
  public static SqlCatalogue openPostgres(
      PostgresOptions server, Clock clock, MeterRegistry registry, SqlCatalogueOptions options) {
    PostgresDatabase database = new PostgresDatabase(server, clock);
    try {
      List<String> notes = Migrations.run(database);
      SqlCatalogue catalogue = new SqlCatalogue(database, registry, options, notes);
      catalogue.join();
      return catalogue;
    } catch (RuntimeException e) {
      throw new CatalogueUnavailableException("the catalogue database cannot be opened", e);
    }
  }

  /// Begins to keep this installation's sums apart from those of others.
  private void join() {
    if (!installation.isEmpty()) {
      try {
        write(
            handle -> {
              LedgerChanges.keepApart(handle, installation);
              return installation;
            });
      } catch (RuntimeException e) {
        close();
        throw e;
      }
    }
  }

  /// True from the creation of the database until [#markRebuilt], also across restarts: what
  /// journal and archive hold may be missing here.
  @Override
  public boolean needsRebuild() {
    return read("state", handle -> RebuildState.isNeeded(handle, installation));
  }

  @Override
  public void markForRebuild() {
    write(handle -> RebuildState.markNeeded(handle, installation));
  }

  @Override
  public void markRebuilt() {
    write(handle -> RebuildState.markDone(handle, installation));
  }

  @Override
  public <T> T inTransaction(Function<CatalogueTransaction, T> work) {
    return write(
        handle -> {
          try (SqlTransaction transaction = new SqlTransaction(handle, installation)) {
            T result = work.apply(transaction);
            transaction.finish();
            return result;
          }
        });
  }

  @Override
  public Optional<MeasurementRow> find(String uid) {
    return uid.length() > MAX_UID_LENGTH
        ? Optional.empty()
        : read("uid", handle -> Lookups.byUid(handle, uid));
  }

  @Override
  public List<MeasurementRow> findByReport(String reportId, Optional<String> input, int limit) {
    return read("report", handle -> Lookups.byReport(handle, reportId, input, limit));
  }

  @Override
  public Map<Sha256, MeasurementUid> findByIdentities(Set<Sha256> identities) {
    if (identities.size() > IDENTITIES_MAX) {
      throw new IllegalArgumentException("more than " + IDENTITIES_MAX + " identities");
    }
    return identities.isEmpty()
        ? Map.of()
        : read("identity", handle -> findByIdentities(handle, List.copyOf(identities)));
  }

  private Map<Sha256, MeasurementUid> findByIdentities(Handle handle, List<Sha256> identities) {
    return keptStatements.with(handle, statements -> Lookups.byIdentities(statements, identities));
  }

  @Override
  public Map<String, Long> countByInput(
      String testName, String probeCc, OptionalLong probeAsn, Instant since, int limit) {
    return read(
        "count", handle -> Lookups.countByInput(handle, testName, probeCc, probeAsn, since, limit));
  }

  @Override
  public Optional<String> findSetAside(String uid) {
    return read("set-aside", handle -> Lookups.stageSetAside(handle, uid));
  }

  @Override
  public Map<String, Long> countSetAside(String stage) {
    return read("set-aside-counts", handle -> Lookups.countSetAside(handle, stage));
  }

  @Override
  public Optional<CatalogueTransaction.ReportRow> findReport(String reportId) {
    return read(
        "report-header", handle -> keptStatements.with(handle, s -> Lookups.report(s, reportId)));
  }

  @Override
  public List<Content> archivedContents(String after, String before, int limit) {
    return read("contents", handle -> Lookups.archivedContents(handle, after, before, limit));
  }

  @Override
  public List<MeasurementRow> search(MeasurementQuery query) {
    return read("search", SearchStatement.of(query)::run);
  }

  @Override
  public Ledger ledger() {
    return read("ledger", this::ledger);
  }

  @Override
  public long countedBefore() {
    return read("ledger", handle -> LedgerChanges.countedBefore(handle, installation));
  }

  @Override
  public boolean isReachable() {
    try {
      // Reads a table, since a bare SELECT 1 would not touch the file.
      read("health", this::ledger);
      return true;
    } catch (CatalogueUnavailableException | QueryTooExpensiveException e) {
      return false;
    }
  }

  @Override
  public List<String> notes() {
    return notes;
  }

  private Ledger ledger(Handle handle) {
    return LedgerChanges.read(handle, installation);
  }

  private <T> T read(String operation, Function<Handle, T> reading) {
    return meters.reading(
        operation,
        () -> {
          try {
            return readings.read(reading);
          } catch (CatalogueUnavailableException e) {
            throw noted(e);
          }
        });
  }

  private <T> T write(Function<Handle, T> work) {
    if (writerLock.isHeldByCurrentThread()) {
      throw new IllegalStateException("a transaction inside a transaction");
    }
    writerLock.lock();
    try {
      database.beforeWriting(writer);
      return meters.transaction(() -> writeAmongOthers(work));
    } catch (JdbiException | UncheckedSqlException e) {
      throw noted(new CatalogueUnavailableException("the catalogue could not be written", e));
    } finally {
      writerLock.unlock();
    }
  }

  /// Two processes that register the same contents in different orders may end up waiting for each
  /// other; the database then stops one of them.
  private <T> T writeAmongOthers(Function<Handle, T> work) {
    for (int collisions = 0; ; collisions++) {
      try {
        return writer.inTransaction(work::apply);
      } catch (RuntimeException e) {
        if (collisions == COLLISIONS_MAX || !database.dialect().isCollision(e)) {
          throw e;
        }
      }
    }
  }

  private CatalogueUnavailableException noted(CatalogueUnavailableException failure) {
    if (database.dialect().isDamage(failure)) {
      database.noteDamage();
    }
    return failure;
  }

  @Override
  public void close() {
    readings.close();
    readerPool.close();
    writerPool.close();
  }
}
