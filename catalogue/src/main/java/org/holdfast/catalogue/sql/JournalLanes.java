package org.holdfast.catalogue.sql;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.holdfast.model.id.MeasurementUid;

/// How far journals are indexed, and what of them is known: table `journal_lane`, within one
/// transaction.
final class JournalLanes {
  private static final int BATCH = 500;

  private final PreparedStatements statements;
  private final String prefix;

  /// @param installation whose journal it is; empty where all have one
  JournalLanes(PreparedStatements statements, String installation) {
    this.statements = statements;
    this.prefix = installation.isEmpty() ? "" : installation + '/';
  }

  OptionalLong noteIndexed(String lane, long number) {
    String name = prefix + lane;
    int added =
        statements.update(
            "INSERT INTO journal_lane (lane, read_to) VALUES (?, ?) ON CONFLICT DO NOTHING",
            parameters -> parameters.text(name).number(number));
    if (added > 0) {
      return OptionalLong.empty();
    }
    // Waits for whoever is indexing the same lane, so that what is read next is the last word.
    int unused =
        statements.update(
            "UPDATE journal_lane SET read_to = read_to WHERE lane = ?",
            parameters -> parameters.text(name));
    long[] before = new long[1];
    unused =
        statements.query(
            "SELECT read_to FROM journal_lane WHERE lane = ?",
            parameters -> parameters.text(name),
            row -> before[0] = row.getLong(1));
    unused =
        statements.update(
            "UPDATE journal_lane SET read_to = ? WHERE lane = ? AND read_to < ?",
            parameters -> parameters.number(number).text(name).number(number));
    return OptionalLong.of(before[0]);
  }

  List<String> names() {
    List<String> names = new ArrayList<>();
    int unused =
        statements.query(
            "SELECT lane FROM journal_lane",
            parameters -> parameters,
            row -> {
              String name = row.getString(1);
              if (name.startsWith(prefix)) {
                names.add(name.substring(prefix.length()));
              }
            });
    return names;
  }

  void forget(String lane) {
    int unused =
        statements.update(
            "DELETE FROM journal_lane WHERE lane = ?",
            parameters -> parameters.text(prefix + lane));
  }

  Map<MeasurementUid, Optional<String>> whereKnown(List<MeasurementUid> uids) {
    Map<MeasurementUid, Optional<String>> known = new HashMap<>();
    for (int from = 0; from < uids.size(); from += BATCH) {
      List<MeasurementUid> some = uids.subList(from, Math.min(uids.size(), from + BATCH));
      find("SELECT uid, journal_position FROM measurement WHERE uid IN ", some, known);
      find("SELECT alias, NULL FROM measurement_alias WHERE alias IN ", some, known);
      find("SELECT uid, NULL FROM quarantined WHERE uid IN ", some, known);
    }
    return known;
  }

  private void find(
      String select, List<MeasurementUid> uids, Map<MeasurementUid, Optional<String>> known) {
    int unused =
        statements.query(
            select + '(' + String.join(", ", Collections.nCopies(uids.size(), "?")) + ')',
            parameters -> {
              uids.forEach(uid -> parameters.text(uid.text()));
              return parameters;
            },
            row ->
                known.putIfAbsent(
                    new MeasurementUid(row.getString(1)), Optional.ofNullable(row.getString(2))));
  }
}
