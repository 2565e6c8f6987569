package org.holdfast.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.Location;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.catalogue.sql.SqlCatalogue;
import org.holdfast.catalogue.sql.SqlCatalogueOptions;
import org.holdfast.journal.segment.SegmentJournal;
import org.holdfast.journal.segment.SegmentOptions;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.id.CollectorId;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.pipeline.archive.ArchiveOptions;
import org.holdfast.pipeline.archive.DirectoryObjectStore;
import org.holdfast.pipeline.archive.MeasurementBodies;
import org.holdfast.pipeline.archive.ObjectStore;
import org.holdfast.pipeline.testing.Records;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole way with the journal and the catalogue that run in production.
final class PipelineOnRealPartsTest {
  @TempDir Path directory;
  private final Records records = new Records(Instant.now());
  private SegmentJournal journal;
  private Catalogue catalogue;
  private ObjectStore archive;

  @BeforeEach
  void openParts() throws IOException {
    journal =
        SegmentJournal.open(
            directory.resolve("journal"),
            SegmentOptions.DEFAULTS,
            Clock.systemUTC(),
            new SimpleMeterRegistry(),
            failure -> {});
    catalogue = openCatalogue();
    archive =
        DirectoryObjectStore.open(directory.resolve("archive"), directory.resolve("incoming"));
  }

  private Catalogue openCatalogue() {
    return SqlCatalogue.openSqlite(
        directory.resolve("catalogue/catalogue.sqlite"),
        Clock.systemUTC(),
        new SimpleMeterRegistry(),
        SqlCatalogueOptions.DEFAULT);
  }

  @AfterEach
  void closeParts() {
    catalogue.close();
    journal.close();
  }

  private Pipeline start() throws IOException {
    return Pipeline.start(
        journal,
        catalogue,
        archive,
        directory.resolve("pipeline"),
        new PipelineOptions(
            ArchiveOptions.of(new CollectorId("1"), Duration.ofMillis(100)),
            500,
            8_000_000,
            Duration.ofMillis(50)),
        Clock.systemUTC(),
        new SimpleMeterRegistry());
  }

  private void awaitArchived(long count) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> catalogue.ledger().archived() == count);
  }

  @Test
  @DisplayName("every measurement is published once, bodies as sent, sums right (I4, I5, I6)")
  void publishesWhatTheJournalHolds() throws Exception {
    Map<MeasurementUid, JournalRecord> sent = new LinkedHashMap<>();
    List<MeasurementUid> repeated = new ArrayList<>();
    try (Pipeline pipeline = start()) {
      for (int i = 0; i < 300; i++) {
        records.of(i % 3 == 0 ? "signal" : "web_connectivity", i % 2 == 0 ? "PT" : "IT");
        String document = records.document(i, "filler ".repeat(i));
        JournalRecord record = i % 2 == 0 ? records.submit(document) : records.append(document);
        sent.put(record.envelope().uid(), record);
        assertThat(journal.append(record).join()).isNotNull();
        if (i % 10 == 0) {
          JournalRecord again = records.append(document);
          repeated.add(again.envelope().uid());
          assertThat(journal.append(again).join()).isNotNull();
        }
      }
      assertThat(journal.append(records.submit("{]")).join()).isNotNull();
      awaitArchived(300);
      Awaitility.await()
          .untilAsserted(
              () -> assertThat(pipeline.balance()).isEqualTo(new Ledger(331, 300, 30, 1, 0)));
    }
    assertReadable(sent);
    assertThat(repeated).allSatisfy(uid -> assertThat(catalogue.find(uid.text())).isPresent());
  }

  @Test
  @DisplayName("a deleted catalogue is filled again from journal and archive (I2)")
  void rebuildsTheCatalogue() throws Exception {
    Map<MeasurementUid, JournalRecord> sent = new LinkedHashMap<>();
    try (Pipeline pipeline = start()) {
      for (int i = 0; i < 50; i++) {
        JournalRecord record = records.submit(records.document(i, "x"));
        sent.put(record.envelope().uid(), record);
        assertThat(journal.append(record).join()).isNotNull();
      }
      awaitArchived(50);
      Awaitility.await().until(() -> pipeline.balance().isBalanced());
    }
    catalogue.close();
    Files.move(directory.resolve("catalogue"), directory.resolve("lost"));
    catalogue = openCatalogue();
    try (Pipeline pipeline = start()) {
      awaitArchived(50);
      Awaitility.await()
          .untilAsserted(
              () -> assertThat(pipeline.balance()).isEqualTo(new Ledger(50, 50, 0, 0, 0)));
    }
    assertReadable(sent);
  }

  @Test
  @DisplayName("real documents come out as they went in (D8)")
  void publishesRealDocuments() throws Exception {
    Path data = sharedData();
    assumeThat(data).as("real documents are in ../shared/data").isDirectory();
    Map<MeasurementUid, JournalRecord> sent = new LinkedHashMap<>();
    try (Pipeline pipeline = start();
        Stream<Path> files = Files.list(data).sorted()) {
      for (Path file : (Iterable<Path>) files::iterator) {
        JournalRecord record = records.submit(Files.readString(file, UTF_8));
        sent.put(record.envelope().uid(), record);
        assertThat(journal.append(record).join()).isNotNull();
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> pipeline.balance().inJournal() == 0);
      awaitArchived(sent.size());
      assertThat(pipeline.balance().isBalanced()).isTrue();
    }
    assertReadable(sent);
  }

  private static Path sharedData() {
    Path at = Path.of("").toAbsolutePath();
    while (at != null) {
      Path candidate = at.resolve("../shared/data/measurements").normalize();
      if (Files.isDirectory(candidate)) {
        return candidate;
      }
      at = at.getParent();
    }
    return Path.of("../shared/data/measurements");
  }

  private void assertReadable(Map<MeasurementUid, JournalRecord> sent) throws IOException {
    MeasurementBodies bodies = new MeasurementBodies(journal, catalogue, archive);
    for (Map.Entry<MeasurementUid, JournalRecord> entry : sent.entrySet()) {
      MeasurementRow row = catalogue.find(entry.getKey().text()).orElseThrow();
      assertThat(row.location()).isInstanceOf(Location.InArchive.class);
      assertThat(bodies.asReceived(row)).hasValue(entry.getValue().body());
      assertThat(bodies.published(row)).isPresent();
    }
  }
}
