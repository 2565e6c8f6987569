package org.holdfast.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.model.envelope.Mark;
import org.holdfast.model.envelope.Route;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.pipeline.testing.FaultyCatalogue;
import org.holdfast.pipeline.testing.Installation;
import org.holdfast.pipeline.testing.Records;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("what is known of a report survives the loss of catalogue and old journal (I2)")
final class ReportRebuildTest {
  private static final String OPENING =
      "{\"test_name\":\"http_host\",\"probe_cc\":\"PT\",\"probe_asn\":\"AS3243\","
          + "\"software_name\":\"ooniprobe\",\"software_version\":\"1.2.2\"}";
  private static final String ENTRY = "---\ninput: http://%s.example/\nn: 1\n...\n";

  @TempDir Path directory;
  private Installation installation;
  private Records records;

  @BeforeEach
  void install() {
    installation = new Installation(directory);
    records = installation.records;
  }

  private void drain() throws Exception {
    try (Pipeline pipeline = installation.open()) {
      Installation.drain(pipeline);
      assertThat(pipeline.balance().isBalanced()).isTrue();
    }
  }

  private void loseCatalogueAndOldJournal() {
    installation.journal.retain();
    installation.catalogue = new FaultyCatalogue(installation.faults);
  }

  private List<Path> notes() throws Exception {
    try (Stream<Path> files = Files.walk(installation.archive().resolve("reports"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void entryThatComesLaterStillFindsItsHeader() throws Exception {
    installation.append(records.opened(Route.OONIB, Records.OLD_REPORT, OPENING));
    MeasurementUid early =
        installation.append(records.yaml(Records.OLD_REPORT, ENTRY.formatted("early")));
    drain();
    loseCatalogueAndOldJournal();
    MeasurementUid late =
        installation.append(records.yaml(Records.OLD_REPORT, ENTRY.formatted("late")));
    drain();

    Map<String, MeasurementRow> rows = installation.catalogue.rows();
    assertThat(rows).containsOnlyKeys(early.text(), late.text());
    assertThat(rows.get(late.text()))
        .satisfies(row -> assertThat(row.testName()).isEqualTo("http_host"));
    assertThat(installation.catalogue.quarantined()).isEmpty();
  }

  @Test
  void openingWithoutAnyEntrySoFarIsKept() throws Exception {
    installation.append(records.opened(Route.OONIB, Records.OLD_REPORT, OPENING));
    drain();
    loseCatalogueAndOldJournal();
    installation.append(records.yaml(Records.OLD_REPORT, ENTRY.formatted("first")));
    drain();

    assertThat(installation.catalogue.rows()).hasSize(1);
    assertThat(installation.catalogue.quarantined()).isEmpty();
  }

  @Test
  void closeIsKeptToo() throws Exception {
    installation.append(records.opened(Route.REPORT, Records.REPORT, OPENING));
    drain();
    installation.append(records.closed(Route.REPORT, Records.REPORT));
    drain();
    loseCatalogueAndOldJournal();
    MeasurementUid late = installation.append(records.append(records.document(1, "late")));
    drain();

    assertThat(installation.catalogue.rows().get(late.text()))
        .satisfies(row -> assertThat(row.marks()).contains(Mark.AFTER_CLOSE.token()));
  }

  @Test
  void damagedNotesCostNothingElse() throws Exception {
    installation.append(records.opened(Route.OONIB, Records.OLD_REPORT, OPENING));
    MeasurementUid early =
        installation.append(records.yaml(Records.OLD_REPORT, ENTRY.formatted("early")));
    drain();
    Files.write(notes().getFirst(), "rot".getBytes(UTF_8));
    loseCatalogueAndOldJournal();
    drain();

    assertThat(installation.catalogue.rows()).containsOnlyKeys(early.text());
  }

  @Test
  @DisplayName("a round that is repeated puts the same notes, not more of them")
  void repeatedRoundPutsTheSameNotes() throws Exception {
    installation.append(records.opened(Route.OONIB, Records.OLD_REPORT, OPENING));
    installation.faults.arm(-1);
    drain();
    int commit = installation.faults.passed().lastIndexOf("archive.commit");
    installation = new Installation(directory);
    installation.append(installation.records.opened(Route.OONIB, Records.OLD_REPORT, OPENING));
    installation.faults.arm(commit);
    try (Pipeline pipeline = installation.open()) {
      Installation.drainPatiently(pipeline);
    }

    assertThat(notes()).hasSize(1);
  }
}
