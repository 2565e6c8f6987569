package org.holdfast.catalogue.sql;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the tables of a database up to date. Those of a later release are left as they are: they
/// serve this one too (invariant I11).
final class Migrations {
  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

  private Migrations() {}

  /// @return what is to be told about the tables, for people
  static List<String> run(Database database) {
    Dialect dialect = database.dialect();
    Flyway flyway =
        Flyway.configure(Migrations.class.getClassLoader())
            .dataSource(database.forMigrating())
            .locations(dialect.migrations().toArray(String[]::new))
            .placeholders(dialect.columnTypes())
            .load();
    flyway.migrate();
    Optional<String> later =
        Arrays.stream(flyway.info().applied())
            .filter(applied -> !applied.getState().isResolved())
            .map(MigrationInfo::getVersion)
            .reduce((_, last) -> last)
            .map(
                version ->
                    "its tables are of a later release (version "
                        + version
                        + "); this one works with them as its predecessor, and should be replaced");
    later.ifPresent(note -> LOG.warn("The catalogue: {}", note));
    return later.stream().toList();
  }

  /// Likewise; a file too damaged for that is moved aside and a fresh one begun.
  static List<String> runOrBeginAgain(SqliteFile database) throws IOException {
    try {
      return run(database);
    } catch (RuntimeException e) {
      if (!database.dialect().isDamage(e)) {
        throw e;
      }
      database.setAside("its tables could not be brought up to date");
      return run(database);
    }
  }
}
