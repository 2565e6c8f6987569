package org.holdfast.bouncer.fleet.sql;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// Where connections come from, and everything in which the databases differ.
///
/// @param columnTypes for the migrations: `key`, a text compared byte by byte, and `digest`
record FleetDatabase(DataSource source, Map<String, String> columnTypes, boolean onServer) {
  /// A database that does not answer is told as absent after about this long; what is known holds.
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final int BUSY_MILLIS = 2_000;

  static FleetDatabase sqlite(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    // An operator's act must not be lost in a power failure, and heartbeats come a few a second.
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    config.setBusyTimeout(BUSY_MILLIS);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return new FleetDatabase(source, Map.of("key", "TEXT", "digest", "BLOB"), false);
  }

  static FleetDatabase postgresql(String url, String user, String password) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    source.setUser(user);
    source.setPassword(password);
    source.setApplicationName("holdfast-fleet");
    source.setConnectTimeout((int) PATIENCE.toSeconds());
    source.setSocketTimeout((int) PATIENCE.toSeconds());
    source.setTargetServerType("primary");
    return new FleetDatabase(source, Map.of("key", "TEXT COLLATE \"C\"", "digest", "BYTEA"), true);
  }
}
