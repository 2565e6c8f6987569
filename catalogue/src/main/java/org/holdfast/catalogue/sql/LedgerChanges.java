package org.holdfast.catalogue.sql;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.holdfast.catalogue.Catalogue.Ledger;
import org.jdbi.v3.core.Handle;

/// What one transaction adds to the sums of table `ledger`. Only rows really inserted or moved are
/// counted, so that an operation repeated after a crash counts once; counting here keeps reading
/// the sums independent of the tables' size.
///
/// Where several installations share a catalogue, each has sums of its own besides, named
/// `<sum>/<installation>`: what it took in must be found in what it counted.
final class LedgerChanges {
  enum Sum {
    PUBLISHED,
    MERGED,
    QUARANTINED,
    ARCHIVED,
    DOUBLED;

    String column() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// @param installation empty for all of them
  private record Row(Sum sum, String installation) implements Comparable<Row> {
    String name() {
      return installation.isEmpty() ? sum.column() : sum.column() + APART + installation;
    }

    @Override
    public int compareTo(Row other) {
      return name().compareTo(other.name());
    }
  }

  private static final String APART = "/";

  /// Begins the names of what earlier journals had handed on, one for each installation.
  private static final String BEFORE = "before:";

  /// In the order of their names, so that two processes never wait for each other's rows.
  private final Map<Row, Long> changes = new TreeMap<>();

  private String installation;

  /// @param installation whose sums are kept besides those of all; empty: nobody's
  LedgerChanges(String installation) {
    this.installation = installation;
  }

  /// Counts what comes for another installation, if sums are kept apart at all.
  void countFor(String other) {
    if (!installation.isEmpty()) {
      installation = other;
    }
  }

  void add(Sum sum, long rows) {
    changes.merge(new Row(sum, ""), rows, Long::sum);
    if (!installation.isEmpty()) {
      changes.merge(new Row(sum, installation), rows, Long::sum);
    }
  }

  void apply(Handle handle) {
    changes.forEach(
        (row, rows) -> {
          if (rows != 0) {
            handle.execute(
                "INSERT INTO ledger (name, amount) VALUES (?, ?) ON CONFLICT (name)"
                    + " DO UPDATE SET amount = ledger.amount + excluded.amount",
                row.name(),
                rows);
          }
        });
  }

  /// Begins to keep an installation's sums apart. As long as it is alone they are those of all,
  /// which the previous release goes on counting when it is put back for a while.
  static void keepApart(Handle handle, String installation) {
    Map<String, Long> amounts = amounts(handle);
    boolean alone =
        amounts.keySet().stream()
            .allMatch(name -> !name.contains(APART) || name.endsWith(APART + installation));
    for (Sum sum : Sum.values()) {
      if (alone) {
        handle.execute(
            "INSERT INTO ledger (name, amount) VALUES (?, ?)"
                + " ON CONFLICT (name) DO UPDATE SET amount = excluded.amount",
            new Row(sum, installation).name(),
            amounts.getOrDefault(sum.column(), 0L));
      }
    }
  }

  static void setCountedBefore(Handle handle, String installation, long measurements) {
    handle.execute(
        "INSERT INTO ledger (name, amount) VALUES (?, ?) ON CONFLICT (name)"
            + " DO UPDATE SET amount = excluded.amount",
        BEFORE + installation,
        measurements);
  }

  /// @param installation whose; empty for all of them
  static long countedBefore(Handle handle, String installation) {
    return amounts(handle).entrySet().stream()
        .filter(row -> row.getKey().startsWith(BEFORE))
        .filter(row -> installation.isEmpty() || row.getKey().equals(BEFORE + installation))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /// @param installation whose; empty for all of them
  static Ledger read(Handle handle, String installation) {
    Map<String, Long> amounts = amounts(handle);
    return new Ledger(
        amount(amounts, Sum.PUBLISHED, installation),
        amount(amounts, Sum.MERGED, installation),
        amount(amounts, Sum.QUARANTINED, installation),
        amount(amounts, Sum.ARCHIVED, installation),
        amount(amounts, Sum.DOUBLED, installation));
  }

  private static long amount(Map<String, Long> amounts, Sum sum, String installation) {
    return amounts.getOrDefault(new Row(sum, installation).name(), 0L);
  }

  private static Map<String, Long> amounts(Handle handle) {
    return handle
        .createQuery("SELECT name, amount FROM ledger")
        .reduceResultSet(
            new HashMap<String, Long>(),
            (map, results, context) -> {
              map.put(results.getString("name"), results.getLong("amount"));
              return map;
            });
  }
}
