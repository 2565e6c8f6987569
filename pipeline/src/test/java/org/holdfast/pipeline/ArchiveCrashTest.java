package org.holdfast.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.holdfast.catalogue.Location;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.pipeline.archive.MeasurementBodies;
import org.holdfast.pipeline.testing.Installation;
import org.holdfast.pipeline.testing.Records;
import org.holdfast.pipeline.work.DependencyDownException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A failure at every single step of the way from journal to archive, one after another, once met
/// by a restart and once by trying again in the same process.
@DisplayName("a crash between any two steps leaves the old or the new state (D1, D10)")
final class ArchiveCrashTest {
  @TempDir Path directory;

  /// Two groups, one of them with several objects, an alias and poison.
  private static List<JournalRecord> fill(Installation installation) {
    installation.objectBytes = 1; // one record per object
    Records records = installation.records;
    List<JournalRecord> sent = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      sent.add(records.submit(records.document(i, "filler " + i)));
    }
    sent.add(records.append(records.document(1, "filler 1")));
    sent.add(records.submit("not a document"));
    sent.add(records.of("dash", "IT").submit(records.document(5, "x")));
    sent.forEach(installation::append);
    return sent;
  }

  @Test
  void afterARestart() throws Exception {
    enumerate("restart", true);
  }

  @Test
  void whenTheSameProcessTriesAgain() throws Exception {
    enumerate("again", false);
  }

  private void enumerate(String name, boolean restart) throws Exception {
    int places = Integer.MAX_VALUE;
    for (int failAt = -1; failAt < places; failAt++) {
      Installation installation = new Installation(directory.resolve(name + failAt));
      List<JournalRecord> sent = fill(installation);
      installation.faults.arm(failAt);
      String failed = "nothing";
      Pipeline pipeline = installation.open();
      try {
        Installation.drain(pipeline);
      } catch (DependencyDownException e) {
        failed = installation.faults.passed().getLast();
      }
      if (failAt < 0) {
        places = installation.faults.passed().size();
        assertThat(places).isGreaterThan(60);
      }
      installation.faults.disarm();
      if (restart) {
        pipeline = installation.open();
      }
      Installation.drain(pipeline);

      assertWhole(installation, pipeline, sent, "failing at " + failAt + ", " + failed);
      pipeline.close();
    }
  }

  private static void assertWhole(
      Installation installation, Pipeline pipeline, List<JournalRecord> sent, String when)
      throws IOException {
    Ledger ledger = pipeline.balance();
    assertThat(ledger).as(when).isEqualTo(new Ledger(5, 3, 1, 1, 0));
    assertThat(installation.catalogue.ledger().archived()).as(when).isEqualTo(3);
    installation.journal.retain();
    MeasurementBodies bodies = installation.bodies();
    for (JournalRecord record : sent) {
      if (installation.catalogue.rows().get(record.envelope().uid().text())
          instanceof MeasurementRow row) {
        assertThat(row.location()).as(when).isInstanceOf(Location.InArchive.class);
        assertThat(bodies.asReceived(row)).as(when).hasValue(record.body());
      }
    }
    assertEveryLineOnce(installation, when);
  }

  private static void assertEveryLineOnce(Installation installation, String when)
      throws IOException {
    Map<String, Integer> lines = new HashMap<>();
    List<String> endings = new ArrayList<>();
    int aliases = 0;
    try (Stream<Path> files = Files.walk(installation.archive()).filter(Files::isRegularFile)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        endings.add(name.replaceFirst("^[^.]*\\.n1\\.[0-9]+", ""));
        if (name.endsWith(".jsonl.gz")) {
          try (InputStream in =
              new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            new String(in.readAllBytes(), UTF_8)
                .lines()
                .forEach(line -> lines.merge(line, 1, Integer::sum));
          }
        }
        if (name.endsWith(".json")) {
          aliases += Files.readString(file).split("\"canonical\"", -1).length - 1;
        }
      }
    }
    assertThat(lines).as(when).hasSize(3);
    assertThat(lines.values()).as(when).containsOnly(1);
    assertThat(aliases).as(when).isEqualTo(1);
    assertThat(endings.stream().filter(".manifest.json"::equals))
        .as(when)
        .hasSize(installation.catalogue.objects().size())
        .hasSize((int) endings.stream().filter(".jsonl.gz"::equals).count())
        .hasSize((int) endings.stream().filter(".tar.gz"::equals).count());
  }
}
