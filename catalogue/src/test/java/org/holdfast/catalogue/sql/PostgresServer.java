package org.holdfast.catalogue.sql;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;

/// A real PostgreSQL server for tests, started once and ended with the process.
public final class PostgresServer {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private PostgresServer() {}

  private static final class Running {
    static final EmbeddedPostgres SERVER = start();

    private static EmbeddedPostgres start() {
      try {
        // Nothing here is about what a power loss leaves.
        return EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
      } catch (IOException e) {
        throw new UncheckedIOException("PostgreSQL did not start", e);
      }
    }
  }

  /// A fresh, empty database, without tables.
  public static PostgresOptions emptyDatabase() {
    return create("");
  }

  /// A fresh, empty catalogue: a copy of one, which takes less time than to migrate each.
  public static PostgresOptions newCatalogue() {
    return create(" TEMPLATE " + Migrated.DATABASE);
  }

  private static final class Migrated {
    static final String DATABASE = make();

    private static String make() {
      String name = "migrated";
      execute("postgres", "CREATE DATABASE " + name);
      SqlCatalogue.openPostgres(
              options(name),
              Clock.systemUTC(),
              new SimpleMeterRegistry(),
              SqlCatalogueOptions.DEFAULT)
          .close();
      return name;
    }
  }

  private static PostgresOptions create(String template) {
    String name = "test_" + DATABASES.incrementAndGet();
    execute("postgres", "CREATE DATABASE " + name + template);
    return options(name);
  }

  private static PostgresOptions options(String database) {
    return new PostgresOptions(Running.SERVER.getJdbcUrl("postgres", database), "postgres", "");
  }

  /// Cuts every connection to a database and lets nobody in.
  public static void takeAway(PostgresOptions database) {
    String name = name(database);
    execute("postgres", "ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
    execute(
        "postgres",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
  }

  /// Lets everybody in again.
  public static void giveBack(PostgresOptions database) {
    execute("postgres", "ALTER DATABASE " + name(database) + " ALLOW_CONNECTIONS true");
  }

  /// A role that may use the database and is asked for its password, as no other is.
  ///
  /// @param role of this test alone
  public static void addRole(PostgresOptions database, String role, String password) {
    execute("postgres", "CREATE ROLE " + role + " LOGIN PASSWORD '" + password + "'");
    execute("postgres", "ALTER DATABASE " + name(database) + " OWNER TO " + role);
    execute(name(database), "GRANT ALL ON SCHEMA public TO " + role);
    Path rules = Path.of(ask("SHOW hba_file"));
    try {
      Files.writeString(
          rules, "host all " + role + " 127.0.0.1/32 scram-sha-256\n" + Files.readString(rules));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    execute("postgres", "SELECT pg_reload_conf()");
  }

  private static String ask(String sql) {
    try (Connection connection =
            Running.SERVER.getDatabase("postgres", "postgres").getConnection();
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(sql)) {
      answer.next();
      return answer.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private static String name(PostgresOptions database) {
    return database.url().replaceFirst(".*/", "").replaceFirst("\\?.*", "");
  }

  /// Runs a statement as the server's administrator.
  public static void execute(String database, String sql) {
    try (Connection connection = Running.SERVER.getDatabase("postgres", database).getConnection();
        Statement statement = connection.createStatement()) {
      boolean unused = statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
