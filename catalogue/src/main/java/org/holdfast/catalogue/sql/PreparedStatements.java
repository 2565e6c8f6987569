package org.holdfast.catalogue.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/// The statements of one transaction or one connection, each prepared once however often it is run:
/// with hundreds of records in a transaction, preparing cost more than running them. Used by one
/// thread at a time.
final class PreparedStatements implements AutoCloseable {
  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  PreparedStatements(Connection connection) {
    this.connection = connection;
  }

  /// Something done with a statement.
  @FunctionalInterface
  interface Use<T> {
    T with(PreparedStatement statement) throws SQLException;
  }

  /// Something done with a row.
  @FunctionalInterface
  interface Row {
    void read(ResultSet results) throws SQLException;
  }

  <T> T run(String sql, Use<T> use) {
    try {
      PreparedStatement statement = prepared.get(sql);
      if (statement == null) {
        statement = connection.prepareStatement(sql);
        prepared.put(sql, statement);
      }
      return use.with(statement);
    } catch (SQLException e) {
      throw new UncheckedSqlException(e);
    }
  }

  /// Runs an `INSERT`, `UPDATE` or `DELETE`.
  ///
  /// @return how many rows it changed
  int update(String sql, Function<Parameters, Parameters> parameters) {
    return run(
        sql,
        statement -> {
          Parameters unused = parameters.apply(new Parameters(statement));
          return statement.executeUpdate();
        });
  }

  /// Runs a `SELECT` and shows `row` one result after another.
  ///
  /// @return how many there were
  int query(String sql, Function<Parameters, Parameters> parameters, Row row) {
    return run(
        sql,
        statement -> {
          Parameters unused = parameters.apply(new Parameters(statement));
          int rows = 0;
          try (ResultSet results = statement.executeQuery()) {
            for (; results.next(); rows++) {
              row.read(results);
            }
          }
          return rows;
        });
  }

  @Override
  public void close() {
    for (PreparedStatement statement : prepared.values()) {
      try {
        statement.close();
      } catch (SQLException e) {
        throw new UncheckedSqlException(e);
      }
    }
  }
}
