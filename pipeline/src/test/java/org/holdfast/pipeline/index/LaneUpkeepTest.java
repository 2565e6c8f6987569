package org.holdfast.pipeline.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.CatalogueTransaction;
import org.holdfast.catalogue.sql.SqlCatalogue;
import org.holdfast.catalogue.sql.SqlCatalogueOptions;
import org.holdfast.journal.segment.SegmentJournal;
import org.holdfast.journal.segment.SegmentOptions;
import org.holdfast.model.id.CollectorId;
import org.holdfast.pipeline.Ledger;
import org.holdfast.pipeline.Pipeline;
import org.holdfast.pipeline.PipelineOptions;
import org.holdfast.pipeline.archive.ArchiveOptions;
import org.holdfast.pipeline.archive.DirectoryObjectStore;
import org.holdfast.pipeline.testing.Records;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Processes come and go on one installation, each of which writes something.
final class LaneUpkeepTest {
  private static final String OF_A_TOPIC = "kafka/AAAAAAAAAAAAAAAAAAAAAA/0";

  @TempDir private Path directory;
  private final Records records = new Records(Instant.now());
  private Catalogue catalogue;
  private int sent;

  @BeforeEach
  void openCatalogue() {
    catalogue =
        SqlCatalogue.openSqlite(
            directory.resolve("catalogue.sqlite"),
            Clock.systemUTC(),
            new SimpleMeterRegistry(),
            SqlCatalogueOptions.DEFAULT);
  }

  @AfterEach
  void closeCatalogue() {
    catalogue.close();
  }

  /// One life of a process, in which a measurement is taken in.
  private void live(boolean archiving) throws Exception {
    try (SegmentJournal journal =
        SegmentJournal.open(
            directory.resolve("journal"),
            SegmentOptions.DEFAULTS,
            Clock.systemUTC(),
            new SimpleMeterRegistry(),
            failure -> {})) {
      journal.retain();
      assertThat(journal.append(records.submit(records.document(sent++, "x"))).join()).isNotNull();
      try (Pipeline pipeline = open(journal)) {
        pipeline.recover();
        while (pipeline.indexNext() > 0) {}
        while (archiving && catalogue.ledger().archived() < sent) {
          var _ = pipeline.archiveNext();
        }
        assertThat(pipeline.balance()).isEqualTo(new Ledger(sent, sent, 0, 0, 0));
      }
    }
  }

  private Pipeline open(SegmentJournal journal) throws Exception {
    return Pipeline.open(
        journal,
        catalogue,
        DirectoryObjectStore.open(directory.resolve("archive"), directory.resolve("incoming")),
        directory.resolve("pipeline"),
        new PipelineOptions(
            ArchiveOptions.of(new CollectorId("1"), Duration.ofMillis(1)),
            500,
            8_000_000,
            Duration.ofMillis(5)),
        Clock.systemUTC(),
        new SimpleMeterRegistry());
  }

  private List<String> lanes() {
    return catalogue.inTransaction(CatalogueTransaction::lanes);
  }

  @Test
  @DisplayName(
      "I6: the catalogue remembers no more lanes than the journal holds, and sums stay right")
  void lanesOfProcessesThatAreGoneAreForgotten() throws Exception {
    var _ = catalogue.inTransaction(transaction -> transaction.noteIndexed(OF_A_TOPIC, 7));
    for (int life = 0; life < 5; life++) {
      live(true);
      // Its own, and that of the topic. Its predecessor's went with the segments.
      assertThat(lanes()).hasSize(2).contains(OF_A_TOPIC);
    }
  }

  @Test
  void lanesOfWhatIsNotArchivedStay() throws Exception {
    live(false);
    live(false);
    assertThat(lanes()).hasSize(2);
    live(true);
    live(true);
    assertThat(lanes()).hasSize(1);
  }
}
