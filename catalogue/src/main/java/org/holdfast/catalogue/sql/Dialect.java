package org.holdfast.catalogue.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Everything in which the databases we use differ.
interface Dialect {
  String SHARED_MIGRATIONS = "classpath:db/migration/catalogue";

  /// Column types for the migrations: `key`, a text compared byte by byte, and `digest`, raw bytes.
  Map<String, String> columnTypes();

  /// Where the migrations are: those all databases share, then those of this one alone.
  List<String> migrations();

  /// Runs `reading` on the connection and stops it within milliseconds once `expired` holds, with
  /// an exception for which [#isStopped] answers true.
  <T> T bounded(Connection connection, BooleanSupplier expired, Supplier<T> reading)
      throws SQLException;

  /// Whether a failure came of [#bounded] stopping the reading.
  boolean isStopped(Throwable failure);

  /// Whether a failure shows that the connection is gone, so that another one may do better.
  boolean isLostConnection(Throwable failure);

  /// Whether a transaction failed only because of others at the same time, so that it should be run
  /// again at once.
  boolean isCollision(Throwable failure);

  /// Whether a failure shows that the database file itself is broken.
  boolean isDamage(Throwable failure);
}
