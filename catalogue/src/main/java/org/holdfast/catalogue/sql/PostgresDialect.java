package org.holdfast.catalogue.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.postgresql.PGConnection;

/// PostgreSQL. A statement is bounded by the server's own `statement_timeout`, set when a reading
/// connection is made ([PostgresDatabase]); a reading of several statements by [Cancelling]. Either
/// leaves the connection as good as before.
final class PostgresDialect implements Dialect {
  private static final String QUERY_CANCELED = "57014";
  private static final String SERIALIZATION_FAILURE = "40001";
  private static final String DEADLOCK = "40P01";

  private final Cancelling cancelling = new Cancelling();

  @Override
  public Map<String, String> columnTypes() {
    return Map.of("key", "TEXT COLLATE \"C\"", "digest", "BYTEA");
  }

  @Override
  public List<String> migrations() {
    return List.of(SHARED_MIGRATIONS, "classpath:db/migration/catalogue-postgresql");
  }

  @Override
  public <T> T bounded(Connection connection, BooleanSupplier expired, Supplier<T> reading)
      throws SQLException {
    try (Cancelling.Watched _ = cancelling.watch(connection.unwrap(PGConnection.class), expired)) {
      return reading.get();
    }
  }

  @Override
  public boolean isStopped(Throwable failure) {
    return states(failure).anyMatch(QUERY_CANCELED::equals);
  }

  @Override
  public boolean isCollision(Throwable failure) {
    return states(failure).anyMatch(s -> s.equals(DEADLOCK) || s.equals(SERIALIZATION_FAILURE));
  }

  /// Classes 08, connection exception, and 57P, the server shuts down or an administrator ended the
  /// session.
  @Override
  public boolean isLostConnection(Throwable failure) {
    return states(failure).anyMatch(state -> state.startsWith("08") || state.startsWith("57P"));
  }

  private static Stream<String> states(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .filter(SQLException.class::isInstance)
        .map(cause -> ((SQLException) cause).getSQLState())
        .filter(Objects::nonNull);
  }

  /// A server's files are its operator's; we cannot set them aside.
  @Override
  public boolean isDamage(Throwable failure) {
    return false;
  }
}
