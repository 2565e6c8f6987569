package org.holdfast.catalogue.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.catalogue.Measurements.measurement;
import static org.holdfast.catalogue.Measurements.uid;
import static org.holdfast.catalogue.Queries.everything;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.model.id.MeasurementUid;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteCrashTest {
  private static final int[] TRANSACTIONS_SEEN_BEFORE_THE_KILL = {1, 7, 40};

  @TempDir private Path directory;

  @Test
  @DisplayName("D1: kill -9 in the middle of transactions keeps every committed one, whole")
  void killedWriterLosesNothingCommittedAndLeavesNothingHalf() throws Exception {
    Path database = directory.resolve("catalogue.sqlite");
    int next = 0;
    for (int enough : TRANSACTIONS_SEEN_BEFORE_THE_KILL) {
      int committed = runAndKill(database, next, next + enough);
      next = checkedAfter(database, committed) + 1;
    }
  }

  /// The last transaction the writer said was committed.
  private static int runAndKill(Path database, int from, int until)
      throws IOException, InterruptedException {
    Process writer =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "--enable-native-access=ALL-UNNAMED",
                    "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                    "-cp",
                    System.getProperty("java.class.path"),
                    EndlessWriter.class.getName(),
                    database.toString(),
                    Integer.toString(from)))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader output = writer.inputReader()) {
      int last = from - 1;
      while (last < until) {
        last = number(output.readLine());
      }
      // Through the handle, which leaves the pipe open: what was said before the kill counts.
      writer.toHandle().destroyForcibly();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        last = line.matches("[0-9]+") ? Math.max(last, number(line)) : last;
      }
      return last;
    } finally {
      writer.destroyForcibly();
    }
  }

  private static int number(String line) {
    assertThat(line).as("the writer ended by itself").isNotNull();
    return Integer.parseInt(line);
  }

  /// The last transaction found in the database, which may be one more than was said.
  private static int checkedAfter(Path database, int committed) {
    try (SqlCatalogue reopened =
        SqlCatalogue.openSqlite(
            database, Clock.systemUTC(), new SimpleMeterRegistry(), SqlCatalogueOptions.DEFAULT)) {
      List<MeasurementRow> rows = reopened.search(everything().page(0, 1_000_000).query());
      Set<MeasurementUid> found = new HashSet<>(rows.stream().map(MeasurementRow::uid).toList());
      assertThat(found.size() % EndlessWriter.IN_ONE).as("no transaction in part").isZero();
      int transactions = found.size() / EndlessWriter.IN_ONE;
      assertThat(transactions).isGreaterThan(committed);
      for (int i = 0; i < transactions * EndlessWriter.IN_ONE; i++) {
        assertThat(found).contains(uid(i));
      }
      MeasurementRow last = measurement(found.size() - 1).row();
      assertThat(reopened.find(uid(-found.size()).text())).contains(last);
      assertThat(reopened.ledger().published()).isEqualTo(found.size());
      assertThat(reopened.ledger().merged()).isEqualTo(found.size());
      return transactions - 1;
    }
  }
}
