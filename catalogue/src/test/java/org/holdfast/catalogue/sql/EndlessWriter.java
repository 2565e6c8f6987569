package org.holdfast.catalogue.sql;

import static org.holdfast.catalogue.Measurements.measurement;
import static org.holdfast.catalogue.Measurements.uid;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import org.holdfast.catalogue.Measurements;

/// A program to be killed: adds transaction after transaction to the catalogue named by its first
/// argument, starting at the number in its second, and prints the number of each transaction once
/// it is committed.
final class EndlessWriter {
  /// Measurements in one transaction; each comes with an alias.
  static final int IN_ONE = 20;

  private EndlessWriter() {}

  @SuppressWarnings("SystemOut") // the parent process reads it
  public static void main(String[] arguments) {
    SqlCatalogue catalogue =
        SqlCatalogue.openSqlite(
            Path.of(arguments[0]),
            Clock.systemUTC(),
            new SimpleMeterRegistry(),
            SqlCatalogueOptions.DEFAULT);
    for (int transaction = Integer.parseInt(arguments[1]); true; transaction++) {
      int first = transaction * IN_ONE;
      catalogue.inTransaction(
          t -> {
            for (int i = first; i < first + IN_ONE; i++) {
              t.addMeasurement(measurement(i).row());
              t.addAlias(uid(-1 - i), uid(i), Measurements.digest("alias " + i));
            }
            return true;
          });
      System.out.println(transaction);
    }
  }
}
