package org.holdfast.catalogue.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// The files of one SQLite database: `<name>`, its write-ahead log `<name>-wal` and `<name>-shm`. A
/// damaged set is moved aside whole, never repaired: the catalogue is a projection (invariant I2),
/// and a database patched up half would be wrong without saying so.
final class SqliteFile implements Database {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteFile.class);
  private static final int BUSY_MILLIS = 10_000;
  private static final int WAL_BYTES_KEPT = 64 << 20;
  private static final int WRITER_CACHE_KIB = 64 << 10;

  /// Rarer than by default: the indexes by digest are hit all over, and a page changed by several
  /// transactions is then copied back once.
  private static final int CHECKPOINT_PAGES = 8_000;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Path file;
  private final Clock clock;
  private final Dialect dialect;

  SqliteFile(Path file, Clock clock, Dialect dialect) {
    this.file = file;
    this.clock = clock;
    this.dialect = dialect;
  }

  @Override
  public SQLiteDataSource forWriting() {
    SQLiteConfig config = config();
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    config.setJournalSizeLimit(WAL_BYTES_KEPT);
    config.setCacheSize(-WRITER_CACHE_KIB);
    config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, Integer.toString(CHECKPOINT_PAGES));
    return source(config);
  }

  @Override
  public SQLiteDataSource forReading(Duration queryBound) {
    SQLiteConfig config = config();
    config.setReadOnly(true);
    return source(config);
  }

  private static SQLiteConfig config() {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setBusyTimeout(BUSY_MILLIS);
    config.enforceForeignKeys(true);
    return config;
  }

  private SQLiteDataSource source(SQLiteConfig config) {
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  /// Makes sure that what stands here now can be opened: creates the directory, moves a damaged
  /// database aside. Checks no longer than `bound`.
  void prepare(Duration bound) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    if (!Files.exists(file)) {
      moveLogAside();
    } else if (Files.exists(damageMark())) {
      setAside("a statement had failed on damaged pages");
    } else if (isDamaged(bound)) {
      setAside("the database check found damage");
    }
  }

  @Override
  public Dialect dialect() {
    return dialect;
  }

  /// Leaves a note for the next start, since a file in use cannot be moved.
  @Override
  public void noteDamage() {
    try {
      if (!Files.exists(damageMark())) {
        LOG.error(
            "catalogue database {} is damaged; it will be moved aside and rebuilt at the next"
                + " start",
            file);
        Files.createFile(damageMark());
      }
    } catch (IOException e) {
      LOG.error("cannot note the damage of {}", file, e);
    }
  }

  void setAside(String reason) throws IOException {
    String suffix = ".damaged-" + TIME.format(clock.instant());
    LOG.error(
        "catalogue database {} is moved aside to {}{} because {}; a fresh one is begun and must be"
            + " rebuilt from journal and archive",
        file,
        file.getFileName(),
        suffix,
        reason);
    for (Path part : List.of(file, sibling("-wal"), sibling("-shm"))) {
      if (Files.exists(part)) {
        Files.move(part, Path.of(part + suffix));
      }
    }
    Files.deleteIfExists(damageMark());
  }

  /// A log without its database must not be applied to the next one.
  private void moveLogAside() throws IOException {
    Files.deleteIfExists(damageMark());
    if (Files.exists(sibling("-wal"))) {
      setAside("the database file is missing beside its log");
    } else {
      Files.deleteIfExists(sibling("-shm"));
    }
  }

  private boolean isDamaged(Duration bound) {
    long started = System.nanoTime();
    try (Connection connection = forWriting().getConnection()) {
      return dialect.bounded(
          connection,
          () -> System.nanoTime() - started > bound.toNanos(),
          () -> !passesQuickCheck(connection));
    } catch (SQLException | UncheckedSqlException e) {
      if (dialect.isDamage(e)) {
        return true;
      }
      LOG.info("catalogue database {} was not checked whole: {}", file, e.getMessage());
      return false;
    }
  }

  private static boolean passesQuickCheck(Connection connection) {
    try (Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery("PRAGMA quick_check(1)")) {
      return results.next() && results.getString(1).equalsIgnoreCase("ok");
    } catch (SQLException e) {
      throw new UncheckedSqlException(e);
    }
  }

  private Path damageMark() {
    return sibling(".damaged");
  }

  private Path sibling(String suffix) {
    return Path.of(file + suffix);
  }
}
