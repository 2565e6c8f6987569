package org.holdfast.app.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.holdfast.app.config.CatalogueConfig;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.bouncer.fleet.FleetUnavailableException;
import org.holdfast.bouncer.fleet.sql.SqlFleetStore;

/// Opens the fleet directory's database as a configuration says.
public final class FleetStores {
  private FleetStores() {}

  /// @throws FleetUnavailableException while it cannot be opened
  public static SqlFleetStore open(HoldfastConfig config) {
    Optional<CatalogueConfig.Postgresql> server =
        config.fleet().directory().flatMap(directory -> directory.postgresql());
    if (server.isPresent()) {
      return SqlFleetStore.openPostgres(
          server.get().url(), server.get().user(), password(server.get()));
    }
    Path file =
        config
            .fleet()
            .directory()
            .flatMap(directory -> directory.file())
            .orElseGet(() -> config.data().resolve("fleet").resolve("fleet.sqlite"));
    return SqlFleetStore.openSqlite(file);
  }

  private static String password(CatalogueConfig.Postgresql server) {
    try {
      return server.passwordFile().isPresent()
          ? SecretFile.firstLine(server.passwordFile().get())
          : "";
    } catch (IOException e) {
      throw new FleetUnavailableException("the database's password cannot be read", e);
    }
  }
}
