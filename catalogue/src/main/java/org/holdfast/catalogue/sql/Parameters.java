package org.holdfast.catalogue.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import org.holdfast.model.Sha256;
import org.jspecify.annotations.Nullable;

/// Sets the parameters of a statement one after another, in the order of their question marks.
final class Parameters {
  private final PreparedStatement statement;
  private int last;

  Parameters(PreparedStatement statement) {
    this.statement = statement;
  }

  private interface Setting {
    void at(int index) throws SQLException;
  }

  private Parameters set(Setting setting) {
    try {
      setting.at(++last);
      return this;
    } catch (SQLException e) {
      throw new UncheckedSqlException(e);
    }
  }

  Parameters text(@Nullable String value) {
    return set(index -> statement.setString(index, value));
  }

  Parameters number(long value) {
    return set(index -> statement.setLong(index, value));
  }

  Parameters number(double value) {
    return set(index -> statement.setDouble(index, value));
  }

  Parameters flag(boolean value) {
    return set(index -> statement.setBoolean(index, value));
  }

  Parameters digest(Sha256 value) {
    return set(index -> statement.setBytes(index, value.toBytes()));
  }

  Parameters noText() {
    return set(index -> statement.setNull(index, Types.VARCHAR));
  }

  Parameters noNumber() {
    return set(index -> statement.setNull(index, Types.BIGINT));
  }
}
