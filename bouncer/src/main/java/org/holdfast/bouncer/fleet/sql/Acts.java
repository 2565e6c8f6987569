package org.holdfast.bouncer.fleet.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.holdfast.bouncer.fleet.Act;
import org.holdfast.bouncer.fleet.HistoryEntry;
import org.holdfast.bouncer.fleet.NodeName;

/// What operators do: the tables `fleet_act`, `fleet_history` and `fleet_pin`.
final class Acts {
  private Acts() {}

  /// The number of the next act. Until the transaction ends, others who ask wait.
  static long next(Connection connection) throws SQLException {
    Rows.change(connection, "UPDATE fleet_act SET acts = acts + 1 WHERE id = 1");
    return Rows.read(connection, "SELECT acts FROM fleet_act WHERE id = 1", row -> row.getLong(1))
        .getFirst();
  }

  static void note(Connection connection, HistoryEntry entry) throws SQLException {
    Rows.change(
        connection,
        "INSERT INTO fleet_history (number, who, done_at, why, action, subject, before_it, after_it)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        entry.number(),
        entry.act().who(),
        Rows.micros(entry.act().when()),
        entry.act().why(),
        entry.action(),
        entry.subject(),
        entry.before(),
        entry.after());
  }

  static List<HistoryEntry> history(Connection connection, int limit) throws SQLException {
    return Rows.read(
        connection,
        "SELECT number, who, done_at, why, action, subject, before_it, after_it"
            + " FROM fleet_history ORDER BY number DESC LIMIT ?",
        row ->
            new HistoryEntry(
                row.getLong(1),
                new Act(row.getString(2), Rows.time(row.getLong(3)), row.getString(4)),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8)),
        (long) limit);
  }

  static Map<String, NodeName> pins(Connection connection) throws SQLException {
    Map<String, NodeName> pins = new TreeMap<>();
    Rows.read(
            connection,
            "SELECT net_test, node FROM fleet_pin",
            row -> Map.entry(row.getString(1), new NodeName(row.getString(2))))
        .forEach(pin -> pins.put(pin.getKey(), pin.getValue()));
    return pins;
  }

  static void pin(Connection connection, String netTest, Optional<NodeName> node)
      throws SQLException {
    Rows.change(connection, "DELETE FROM fleet_pin WHERE net_test = ?", netTest);
    if (node.isPresent()) {
      Rows.change(
          connection,
          "INSERT INTO fleet_pin (net_test, node) VALUES (?, ?)",
          netTest,
          node.get().text());
    }
  }
}
