package org.holdfast.catalogue.sql;

/// How to reach a PostgreSQL database.
///
/// @param url `jdbc:postgresql://host[:port][,host...]/database`; several hosts are tried in turn
///   and the one that takes writes is used
/// @param user the role to log in as
/// @param password its password; empty where the server asks for none
public record PostgresOptions(String url, String user, String password) {
  private static final String SCHEME = "jdbc:postgresql:";

  public PostgresOptions {
    if (!url.startsWith(SCHEME)) {
      throw new IllegalArgumentException("a database URL begins with " + SCHEME);
    }
  }

  /// Without the password.
  @Override
  public String toString() {
    return user + " at " + url;
  }
}
