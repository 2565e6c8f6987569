package org.holdfast.catalogue.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;

/// The connections of a catalogue: one that writes, a few that read.
final class Pools {
  private static final int CONNECTING_MILLIS_MAX = 2_000;

  private Pools() {}

  static HikariDataSource writer(Database database) {
    return new HikariDataSource(config("catalogue-writer", database, database.forWriting(), 1));
  }

  /// Opens the readers, or closes the writer that was opened before them.
  static HikariDataSource readersBeside(
      HikariDataSource writer, Database database, SqlCatalogueOptions options) {
    try {
      HikariConfig readers =
          config(
              "catalogue-readers",
              database,
              database.forReading(options.queryBound()),
              options.readers());
      readers.setReadOnly(true);
      return new HikariDataSource(readers);
    } catch (RuntimeException e) {
      writer.close();
      throw e;
    }
  }

  private static HikariConfig config(String name, Database database, DataSource source, int size) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(source);
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(CONNECTING_MILLIS_MAX);
    config.setMaxLifetime(database.connectionLifetime().toMillis());
    return config;
  }
}
