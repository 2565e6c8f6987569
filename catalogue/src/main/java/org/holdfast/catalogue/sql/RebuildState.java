package org.holdfast.catalogue.sql;

import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/// Whether a catalogue lacks what journal and archive hold (invariant I2), in table
/// `catalogue_state`: `rebuild` = `needed` or `done`, and the same under `rebuild/<installation>`
/// for each that shares the catalogue, since each has a journal of its own to fill it from.
final class RebuildState {
  private static final String ALL = "rebuild";
  private static final String NEEDED = "needed";
  private static final String DONE = "done";

  private RebuildState() {}

  /// An installation that was alone before installations were told apart has left its mark under
  /// the common name.
  static boolean isNeeded(Handle handle, String installation) {
    Map<String, String> facts =
        handle
            .createQuery("SELECT name, fact FROM catalogue_state")
            .reduceResultSet(
                new HashMap<String, String>(),
                (map, results, context) -> {
                  map.put(results.getString("name"), results.getString("fact"));
                  return map;
                });
    boolean alone = facts.keySet().stream().noneMatch(name -> name.startsWith(ALL + '/'));
    String fact = facts.get(alone ? ALL : name(installation));
    return fact == null || fact.equals(NEEDED);
  }

  static int markDone(Handle handle, String installation) {
    return mark(handle, installation, DONE);
  }

  static int markNeeded(Handle handle, String installation) {
    return mark(handle, installation, NEEDED);
  }

  private static int mark(Handle handle, String installation, String fact) {
    if (!installation.isEmpty()) {
      handle.execute(
          "INSERT INTO catalogue_state (name, fact) VALUES (?, ?)"
              + " ON CONFLICT (name) DO UPDATE SET fact = excluded.fact",
          name(installation),
          fact);
    }
    return handle.execute("UPDATE catalogue_state SET fact = ? WHERE name = ?", fact, ALL);
  }

  private static String name(String installation) {
    return installation.isEmpty() ? ALL : ALL + '/' + installation;
  }
}
