package org.holdfast.catalogue.sql;

import java.sql.SQLException;

/// Carries a failure of the database through functions that declare none.
final class UncheckedSqlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UncheckedSqlException(SQLException cause) {
    super(cause.getMessage(), cause);
  }
}
