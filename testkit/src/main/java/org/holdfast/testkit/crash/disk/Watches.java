package org.holdfast.testkit.crash.disk;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// The directories of this JVM that are watched: the one of its plan, or one for each server that
/// runs in it. Safe for concurrent use.
final class Watches {
  private final List<DurableOperations> watched = new CopyOnWriteArrayList<>();

  /// Of each open SQLite database its operations, by the driver's own object for it, which does not
  /// redefine equality.
  private final Map<Object, DurableOperations> databases =
      Collections.synchronizedMap(new WeakHashMap<>());

  void add(DurableOperations operations) {
    watched.add(operations);
  }

  void remove(DurableOperations operations) {
    boolean unused = watched.remove(operations);
  }

  /// Those that watch a file.
  Optional<DurableOperations> of(Path file) {
    for (DurableOperations operations : watched) {
      if (operations.watches(file)) {
        return Optional.of(operations);
      }
    }
    return Optional.empty();
  }

  /// Those that watch the syncs of a directory.
  Optional<DurableOperations> ofSyncs(Path directory) {
    for (DurableOperations operations : watched) {
      if (operations.watchesSyncsOf(directory)) {
        return Optional.of(operations);
      }
    }
    return Optional.empty();
  }

  void databaseOpened(Object database, Path file) {
    of(file)
        .ifPresent(
            operations -> {
              operations.databaseOpened(database);
              databases.put(database, operations);
            });
  }

  Optional<DurableOperations> ofDatabase(Object database) {
    return Optional.ofNullable(databases.get(database));
  }
}
