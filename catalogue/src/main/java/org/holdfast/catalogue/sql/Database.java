package org.holdfast.catalogue.sql;

import java.time.Duration;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/// Where the connections of a catalogue come from.
interface Database {
  /// For the one connection of this process that writes.
  DataSource forWriting();

  /// For changing tables, which may take long.
  default DataSource forMigrating() {
    return forWriting();
  }

  /// For connections that cannot change anything.
  ///
  /// @param queryBound after which a statement may be stopped by the database itself
  DataSource forReading(Duration queryBound);

  Dialect dialect();

  /// After which a connection is replaced by a new one; zero for never.
  default Duration connectionLifetime() {
    return Duration.ZERO;
  }

  /// Prepares what writing needs beyond the migrations, in transactions of its own. Called before
  /// every writing transaction, so it must cost nothing when there is nothing to do.
  default void beforeWriting(Jdbi writer) {}

  /// A statement has failed on damaged data.
  void noteDamage();
}
