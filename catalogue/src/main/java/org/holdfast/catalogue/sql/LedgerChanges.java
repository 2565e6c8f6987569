package org.holdfast.catalogue.sql;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.holdfast.catalogue.Catalogue.Ledger;
import org.jdbi.v3.core.Handle;

/// What one transaction adds to the sums of table `ledger`. Only rows really inserted or moved are
/// counted, so that an operation repeated after a crash counts once; counting here keeps reading
/// the sums independent of the tables' size.
final class LedgerChanges {
  enum Sum {
    PUBLISHED,
    MERGED,
    QUARANTINED,
    ARCHIVED;

    String column() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Map<Sum, Long> changes = new EnumMap<>(Sum.class);

  void add(Sum sum, long rows) {
    changes.merge(sum, rows, Long::sum);
  }

  void apply(Handle handle) {
    changes.forEach(
        (sum, rows) -> {
          if (rows != 0) {
            handle.execute(
                "UPDATE ledger SET amount = amount + ? WHERE name = ?", rows, sum.column());
          }
        });
  }

  static Ledger read(Handle handle) {
    Map<String, Long> amounts =
        handle
            .createQuery("SELECT name, amount FROM ledger")
            .reduceResultSet(
                new HashMap<String, Long>(),
                (map, results, context) -> {
                  map.put(results.getString("name"), results.getLong("amount"));
                  return map;
                });
    return new Ledger(
        amounts.getOrDefault(Sum.PUBLISHED.column(), 0L),
        amounts.getOrDefault(Sum.MERGED.column(), 0L),
        amounts.getOrDefault(Sum.QUARANTINED.column(), 0L),
        amounts.getOrDefault(Sum.ARCHIVED.column(), 0L));
  }
}
