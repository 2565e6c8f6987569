package org.holdfast.testkit.crash.disk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/// The open SQLite databases of one server. Safe for concurrent use.
final class Databases {
  private final Set<Object> open =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  void opened(Object database) {
    open.add(database);
  }

  /// Does something while none of them is at work: the driver holds the monitor of a database
  /// during each call into SQLite.
  void whileAtRest(Ending step) throws IOException {
    List<Object> all;
    synchronized (open) {
      all = new ArrayList<>(open);
    }
    whileAtRest(all, step);
  }

  private static void whileAtRest(List<Object> databases, Ending step) throws IOException {
    if (databases.isEmpty()) {
      step.end();
      return;
    }
    synchronized (databases.getFirst()) {
      whileAtRest(databases.subList(1, databases.size()), step);
    }
  }
}
