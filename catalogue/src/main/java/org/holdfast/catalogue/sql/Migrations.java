package org.holdfast.catalogue.sql;

import java.io.IOException;
import java.util.Arrays;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the tables of a database up to date. Those of a later release are left as they are: they
/// serve this one too (invariant I11).
final class Migrations {
  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

  private Migrations() {}

  static void run(Database database) {
    Dialect dialect = database.dialect();
    Flyway flyway =
        Flyway.configure(Migrations.class.getClassLoader())
            .dataSource(database.forMigrating())
            .locations(dialect.migrations().toArray(String[]::new))
            .placeholders(dialect.columnTypes())
            .load();
    flyway.migrate();
    Arrays.stream(flyway.info().applied())
        .filter(applied -> !applied.getState().isResolved())
        .map(MigrationInfo::getVersion)
        .reduce((_, later) -> later)
        .ifPresent(
            later ->
                LOG.warn(
                    "The catalogue's tables are of a later release (version {}); this one works"
                        + " with them as its predecessor, and should be replaced",
                    later));
  }

  /// Likewise; a file too damaged for that is moved aside and a fresh one begun.
  static void runOrBeginAgain(SqliteFile database) throws IOException {
    try {
      run(database);
    } catch (RuntimeException e) {
      if (!database.dialect().isDamage(e)) {
        throw e;
      }
      database.setAside("its tables could not be brought up to date");
      run(database);
    }
  }
}
