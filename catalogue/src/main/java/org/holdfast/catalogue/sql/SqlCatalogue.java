package org.holdfast.catalogue.sql;

import com.zaxxer.hikari.HikariConfig;
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
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
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
  private static final int CONNECTING_MILLIS_MAX = 2_000;

  private final Database database;
  private final HikariDataSource writerPool;
  private final HikariDataSource readerPool;
  private final Jdbi writer;
  private final BoundedReadings readings;
  private final KeptStatements identityStatements = new KeptStatements();
  private final CatalogueMeters meters;
  private final ReentrantLock writerLock = new ReentrantLock(true);

  private SqlCatalogue(Database database, MeterRegistry registry, SqlCatalogueOptions options) {
    this.database = database;
    HikariConfig oneWriter = pool("catalogue-writer", database.forWriting(), 1);
    oneWriter.setMaxLifetime(database.connectionLifetime().toMillis());
    this.writerPool = new HikariDataSource(oneWriter);
    HikariConfig readers =
        pool("catalogue-readers", database.forReading(options.queryBound()), options.readers());
    readers.setMaxLifetime(database.connectionLifetime().toMillis());
    readers.setReadOnly(true);
    this.readerPool = openBeside(writerPool, readers);
    this.writer = Jdbi.create(writerPool);
    this.readings = BoundedReadings.start(Jdbi.create(readerPool), database.dialect(), options);
    this.meters = new CatalogueMeters(registry);
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
      migrateOrBeginAgain(database);
      return new SqlCatalogue(database, registry, options);
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
      migrate(database);
      return new SqlCatalogue(database, registry, options);
    } catch (RuntimeException e) {
      throw new CatalogueUnavailableException("the catalogue database cannot be opened", e);
    }
  }

  /// Opens a pool, or closes the one opened before it.
  private static HikariDataSource openBeside(HikariDataSource before, HikariConfig config) {
    try {
      return new HikariDataSource(config);
    } catch (RuntimeException e) {
      before.close();
      throw e;
    }
  }

  private static void migrateOrBeginAgain(SqliteFile database) throws IOException {
    try {
      migrate(database);
    } catch (RuntimeException e) {
      if (!database.dialect().isDamage(e)) {
        throw e;
      }
      database.setAside("its tables could not be brought up to date");
      migrate(database);
    }
  }

  private static void migrate(Database database) {
    Dialect dialect = database.dialect();
    Flyway.configure(SqlCatalogue.class.getClassLoader())
        .dataSource(database.forWriting())
        .locations(dialect.migrations().toArray(String[]::new))
        .placeholders(dialect.columnTypes())
        .load()
        .migrate();
  }

  private static HikariConfig pool(String name, DataSource source, int size) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(source);
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(CONNECTING_MILLIS_MAX);
    return config;
  }

  /// True from the creation of the database until [#markRebuilt], also across restarts: what
  /// journal and archive hold may be missing here.
  @Override
  public boolean needsRebuild() {
    return read(
        "state",
        handle ->
            handle
                .select("SELECT fact FROM catalogue_state WHERE name = 'rebuild'")
                .mapTo(String.class)
                .findOne()
                .filter("needed"::equals)
                .isPresent());
  }

  @Override
  public void markRebuilt() {
    write(
        handle ->
            handle.execute("UPDATE catalogue_state SET fact = 'done' WHERE name = 'rebuild'"));
  }

  @Override
  public <T> T inTransaction(Function<CatalogueTransaction, T> work) {
    return write(
        handle -> {
          try (SqlTransaction transaction = new SqlTransaction(handle)) {
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
    return identityStatements.with(
        handle, statements -> Lookups.byIdentities(statements, identities));
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
  public List<MeasurementRow> search(MeasurementQuery query) {
    return read("search", SearchStatement.of(query)::run);
  }

  @Override
  public Ledger ledger() {
    return read("ledger", LedgerChanges::read);
  }

  @Override
  public boolean isReachable() {
    try {
      // Reads a table, since a bare SELECT 1 would not touch the file.
      read("health", LedgerChanges::read);
      return true;
    } catch (CatalogueUnavailableException | QueryTooExpensiveException e) {
      return false;
    }
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
      return meters.transaction(() -> writer.inTransaction(work::apply));
    } catch (JdbiException | UncheckedSqlException e) {
      throw noted(new CatalogueUnavailableException("the catalogue could not be written", e));
    } finally {
      writerLock.unlock();
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
