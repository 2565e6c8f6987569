package org.holdfast.catalogue.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Statements that stay prepared from one reading to the next, on each connection of a pool. Meant
/// for the one question that every submission asks: preparing it cost four times as much as
/// answering it. Safe for concurrent use as long as a connection has one user at a time.
final class KeptStatements {
  private static final Logger LOG = LoggerFactory.getLogger(KeptStatements.class);

  private final Map<Connection, PreparedStatements> kept = new HashMap<>();

  /// Runs `reading` with the statements kept on the handle's connection. After a failure they are
  /// prepared anew.
  <T> T with(Handle handle, Function<PreparedStatements, T> reading) {
    Connection connection = beneathPool(handle);
    PreparedStatements statements = of(connection);
    boolean done = false;
    try {
      T result = reading.apply(statements);
      done = true;
      return result;
    } finally {
      if (!done) {
        forget(connection);
      }
    }
  }

  private synchronized PreparedStatements of(Connection connection) {
    if (!kept.containsKey(connection)) {
      // The pool has replaced some of those that were here before.
      kept.keySet().removeIf(KeptStatements::isClosed);
    }
    return kept.computeIfAbsent(connection, PreparedStatements::new);
  }

  private synchronized void forget(Connection connection) {
    PreparedStatements dropped = kept.remove(connection);
    try {
      if (dropped != null) {
        dropped.close();
      }
    } catch (UncheckedSqlException e) {
      LOG.debug("The statements went with their connection", e);
    }
  }

  /// What the pool lends is closed, with its statements, when it is given back.
  private static Connection beneathPool(Handle handle) {
    try {
      return handle.getConnection().unwrap(Connection.class);
    } catch (SQLException e) {
      throw new UncheckedSqlException(e);
    }
  }

  private static boolean isClosed(Connection connection) {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }
}
