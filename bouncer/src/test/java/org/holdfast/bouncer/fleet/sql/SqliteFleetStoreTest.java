package org.holdfast.bouncer.fleet.sql;

import java.nio.file.Path;
import org.holdfast.bouncer.fleet.FleetStore;
import org.holdfast.bouncer.fleet.FleetStoreContract;
import org.junit.jupiter.api.io.TempDir;

class SqliteFleetStoreTest extends FleetStoreContract {
  @TempDir Path directory;

  @Override
  protected FleetStore open() {
    return SqlFleetStore.openSqlite(directory.resolve("fleet.sqlite"));
  }

  @Override
  protected FleetStore openAgain() {
    return open();
  }
}
