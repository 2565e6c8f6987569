package org.holdfast.catalogue.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// SQLite. Its driver's `setQueryTimeout` is only the time to wait for a lock; a running statement
/// is stopped by a progress handler instead, which the database calls in the statement's own thread
/// every so many steps of its virtual machine. Unlike an interrupt from a timer it cannot hit the
/// next statement on the connection by mistake.
final class SqliteDialect implements Dialect {
  /// About a tenth of a millisecond between two looks at the clock.
  private static final int STEPS_BETWEEN_CALLS = 1_000;

  @Override
  public Map<String, String> columnTypes() {
    return Map.of("key", "TEXT", "digest", "BLOB");
  }

  @Override
  public List<String> migrations() {
    return List.of(SHARED_MIGRATIONS);
  }

  @Override
  public <T> T bounded(Connection connection, BooleanSupplier expired, Supplier<T> reading)
      throws SQLException {
    Connection own = connection.unwrap(SQLiteConnection.class);
    ProgressHandler.setHandler(
        own,
        STEPS_BETWEEN_CALLS,
        new ProgressHandler() {
          @Override
          protected int progress() {
            return expired.getAsBoolean() ? 1 : 0;
          }
        });
    try {
      return reading.get();
    } finally {
      ProgressHandler.clearHandler(own);
    }
  }

  @Override
  public boolean isStopped(Throwable failure) {
    return primaryCode(failure).filter(SQLiteErrorCode.SQLITE_INTERRUPT::equals).isPresent();
  }

  @Override
  public boolean isLostConnection(Throwable failure) {
    return false;
  }

  @Override
  public boolean isCollision(Throwable failure) {
    return false; // there is one writer
  }

  @Override
  public boolean isDamage(Throwable failure) {
    return primaryCode(failure)
        .filter(c -> c == SQLiteErrorCode.SQLITE_CORRUPT || c == SQLiteErrorCode.SQLITE_NOTADB)
        .isPresent();
  }

  /// The result code without its extension (the lower eight bits) of the first SQLite failure among
  /// the causes.
  private static Optional<SQLiteErrorCode> primaryCode(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLiteException e) {
        return Optional.of(SQLiteErrorCode.getErrorCode(e.getResultCode().code & 0xFF));
      }
    }
    return Optional.empty();
  }
}
