package org.holdfast.bouncer.fleet.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.holdfast.bouncer.fleet.NodeName;
import org.holdfast.bouncer.fleet.Verdict;

/// The tables `fleet_observer` and `fleet_verdict`.
final class VerdictRows {
  private VerdictRows() {}

  static void tick(Connection connection, String observer, long tick) throws SQLException {
    Rows.change(
        connection,
        "INSERT INTO fleet_observer (observer, tick) VALUES (?, ?)"
            + " ON CONFLICT (observer) DO UPDATE SET tick = excluded.tick",
        observer,
        tick);
  }

  static void replace(Connection connection, String observer, List<Verdict> verdicts)
      throws SQLException {
    Rows.change(connection, "DELETE FROM fleet_verdict WHERE observer = ?", observer);
    Rows.changeAll(
        connection,
        "INSERT INTO fleet_verdict (observer, address, node, boot, well, reason)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        verdicts.stream().map(verdict -> row(observer, verdict)).toList());
  }

  private static Object[] row(String observer, Verdict verdict) {
    return new Object[] {
      observer,
      verdict.address(),
      verdict.node().text(),
      verdict.boot(),
      verdict.well() ? 1L : 0L,
      verdict.reason()
    };
  }

  /// A bouncer has another name at each start.
  static void forgetBefore(Connection connection, long tick) throws SQLException {
    Rows.change(
        connection,
        "DELETE FROM fleet_verdict WHERE observer IN"
            + " (SELECT observer FROM fleet_observer WHERE tick < ?)",
        tick);
    Rows.change(connection, "DELETE FROM fleet_observer WHERE tick < ?", tick);
  }

  static List<Verdict> all(Connection connection) throws SQLException {
    return Rows.read(
        connection,
        "SELECT v.address, v.observer, v.node, v.boot, v.well, v.reason, o.tick"
            + " FROM fleet_verdict v JOIN fleet_observer o ON o.observer = v.observer"
            + " ORDER BY v.address, v.observer, v.node",
        row ->
            new Verdict(
                row.getString(1),
                row.getString(2),
                new NodeName(row.getString(3)),
                row.getLong(4),
                row.getLong(5) == 1,
                row.getString(6),
                row.getLong(7)));
  }
}
