package org.holdfast.bouncer.fleet.sql;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.Statement;
import org.holdfast.bouncer.fleet.FleetStore;
import org.holdfast.bouncer.fleet.FleetStoreContract;
import org.holdfast.bouncer.fleet.FleetUnavailableException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresFleetStoreTest extends FleetStoreContract {
  private static EmbeddedPostgres server;
  private static int databases;

  @BeforeAll
  static void startServer() throws IOException {
    server = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.close();
  }

  @Override
  protected FleetStore open() throws Exception {
    databases++;
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE fleet_" + databases);
    }
    return openAgain();
  }

  @Override
  protected FleetStore openAgain() {
    return SqlFleetStore.openPostgres(
        server.getJdbcUrl("postgres", "fleet_" + databases), "postgres", "");
  }

  @Test
  void absentServerIsToldAsAbsent() {
    assertThatThrownBy(
            () -> SqlFleetStore.openPostgres("jdbc:postgresql://127.0.0.1:1/none", "nobody", ""))
        .isInstanceOf(FleetUnavailableException.class);
  }
}
