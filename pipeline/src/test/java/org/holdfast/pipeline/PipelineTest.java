package org.holdfast.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.holdfast.catalogue.Location;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.model.envelope.EnvelopeCodec;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.envelope.Mark;
import org.holdfast.model.envelope.Route;
import org.holdfast.model.id.MeasurementUid;
import org.holdfast.pipeline.archive.MeasurementBodies;
import org.holdfast.pipeline.testing.Installation;
import org.holdfast.pipeline.testing.Records;
import org.holdfast.pipeline.work.DependencyDownException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PipelineTest {
  @TempDir Path directory;
  private Installation installation;

  @BeforeEach
  void install() {
    installation = new Installation(directory);
  }

  private void drain() throws IOException, InterruptedException {
    try (Pipeline pipeline = installation.open()) {
      Installation.drain(pipeline);
      assertBalanced(pipeline);
    }
  }

  private static void assertBalanced(Pipeline pipeline) {
    Ledger ledger = pipeline.balance();
    assertThat(ledger.isBalanced()).as("%s", ledger).isTrue();
    assertThat(ledger.inJournal()).isZero();
  }

  private MeasurementRow row(MeasurementUid uid) {
    return installation.catalogue.find(uid.text()).orElseThrow();
  }

  private String published(MeasurementUid uid) throws IOException {
    return new String(installation.bodies().published(row(uid)).orElseThrow(), UTF_8);
  }

  @Test
  @DisplayName(
      "a measurement is readable before and after its batch is archived, the same (D8, D42)")
  void givesTheSameBytesFromJournalAndArchive() throws Exception {
    Records records = installation.records;
    List<JournalRecord> sent =
        List.of(
            records.submit(records.document(1, "plain")),
            records.append(records.document(2, "plain")));
    sent.forEach(installation::append);
    installation.publishAfter = Duration.ofHours(1);
    try (Pipeline pipeline = installation.open()) {
      Installation.drain(pipeline);
      List<String> before = new ArrayList<>();
      for (JournalRecord record : sent) {
        MeasurementRow row = row(record.envelope().uid());
        assertThat(row.location()).isInstanceOf(Location.InJournal.class);
        before.add(published(record.envelope().uid()));
      }

      installation.clock.advance(Duration.ofHours(2));
      Installation.drain(pipeline);
      installation.journal.retain();

      for (int i = 0; i < sent.size(); i++) {
        MeasurementRow row = row(sent.get(i).envelope().uid());
        assertThat(row.location()).isInstanceOf(Location.InArchive.class);
        assertThat(published(row.uid())).isEqualTo(before.get(i));
        MeasurementBodies bodies = installation.bodies();
        assertThat(bodies.asReceived(row)).hasValue(sent.get(i).body());
        assertThat(bodies.envelope(row)).hasValue(EnvelopeCodec.encode(sent.get(i).envelope()));
      }
      assertThat(before.getFirst()).isEqualTo(records.document(1, "plain"));
    }
  }

  @Test
  void followsARowThatMovedWhileItWasHeld() throws Exception {
    Records records = installation.records;
    MeasurementUid uid = installation.append(records.submit(records.document(1, "x")));
    installation.publishAfter = Duration.ofHours(1);
    try (Pipeline pipeline = installation.open()) {
      Installation.drain(pipeline);
      MeasurementRow held = row(uid);
      installation.clock.advance(Duration.ofHours(2));
      Installation.drain(pipeline);
      installation.journal.retain();

      assertThat(installation.bodies().published(held)).isPresent();
    }
  }

  @Test
  @DisplayName("the same measurement respelled is one measurement with two uids (I5, D17)")
  void mergesAnotherSpelling() throws Exception {
    Records records = installation.records;
    String document = records.document(1, "plain");
    MeasurementUid first = installation.append(records.submit(document));
    JournalRecord respelled =
        records.append(document.replace("\":", "\" : ").replace("_abcdefgh", "_ponmlkji"));
    MeasurementUid second = installation.append(respelled);

    drain();

    assertThat(row(first).uid()).isEqualTo(first);
    assertThat(row(second).uid()).isEqualTo(first);
    assertThat(installation.catalogue.rows()).hasSize(1);
    assertThat(installation.catalogue.aliases()).containsOnlyKeys(second.text());
  }

  @Test
  @DisplayName("equal bytes are one measurement, whatever the fingerprint makes of them (I5)")
  void mergesEqualBytesThatAreOfAnotherContent() throws Exception {
    Records records = installation.records;
    JournalRecord first = records.submit(records.document(1, "x"));
    JournalRecord other = records.submit(records.document(2, "x"));
    JournalRecord second =
        new JournalRecord(
            Records.withIdentity(other.envelope(), first.envelope().identity()), other.body());
    installation.append(first);
    installation.append(second);
    drain();

    assertThat(installation.catalogue.rows()).containsOnlyKeys(first.envelope().uid().text());
    assertThat(row(second.envelope().uid()).uid()).isEqualTo(first.envelope().uid());
    assertThat(installation.catalogue.ledger().merged()).isEqualTo(1);
  }

  @Test
  @DisplayName("a start looks only at what the last process left unfinished (I2)")
  void doesNotLookThroughTheArchiveAtEachStart() throws Exception {
    Records records = installation.records;
    installation.append(records.submit(records.document(1, "x")));
    drain();
    installation.faults.arm(-1);
    try (Pipeline pipeline = installation.open()) {
      Installation.drain(pipeline);
      assertBalanced(pipeline);
    }
    assertThat(installation.faults.passed())
        .doesNotContain("store.list", "store.size", "store.open", "catalogue.begin");
  }

  @Test
  @DisplayName("what a closed pipeline still does commits nothing and shows nothing (I10)")
  void commitsNothingOnceClosed() throws Exception {
    Records records = installation.records;
    installation.append(records.submit(records.document(1, "x")));
    Pipeline pipeline = installation.open();
    pipeline.recover();
    assertThat(pipeline.indexNext()).isPositive();
    pipeline.close();
    assertThatThrownBy(pipeline::archiveNext).isInstanceOf(DependencyDownException.class);
    installation.append(records.submit(records.document(2, "x")));
    assertThatThrownBy(pipeline::indexNext).isInstanceOf(DependencyDownException.class);
    try (Stream<Path> files = Files.walk(installation.archive())) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }

    drain();
    assertThat(installation.catalogue.ledger().archived()).isEqualTo(2);
    assertThat(installation.catalogue.rows()).hasSize(2);
  }

  @Test
  @DisplayName("an incomplete document submitted twice is one measurement (U14, P69)")
  void mergesARetryThatGotAnotherReportId() throws Exception {
    Records records = installation.records;
    String document = "{\"test_keys\":{\"number\":1},\"report_id\":\"%s\"}";
    MeasurementUid first =
        installation.append(records.submit(document.formatted(Records.REPORT), Records.REPORT));
    String retried = Records.REPORT.replace("_abcdefgh", "_ponmlkji");
    MeasurementUid second =
        installation.append(records.submit(document.formatted(retried), retried));

    drain();

    assertThat(row(second).uid()).isEqualTo(first);
    assertThat(installation.catalogue.rows()).hasSize(1);
  }

  @Test
  @DisplayName("probe_ip is not published (I8)")
  void scrubsTheAddressOldClientsFillIn() throws Exception {
    Records records = installation.records;
    MeasurementUid uid =
        installation.append(
            records.submit(records.document(1, "x").replace("127.0.0.1", "203.0.113.7")));

    drain();

    assertThat(published(uid)).contains("\"probe_ip\":\"127.0.0.1\"").doesNotContain("203.0");
    assertThat(new String(installation.bodies().asReceived(row(uid)).orElseThrow(), UTF_8))
        .contains("203.0.113.7");
  }

  @Test
  @DisplayName("an append after close is accepted and marked (U2)")
  void marksWhatCameAfterTheClose() throws Exception {
    Records records = installation.records;
    installation.append(
        records.opened(Route.REPORT, Records.REPORT, "{\"probe_cc\":\"PT\",\"format\":\"json\"}"));
    MeasurementUid before = installation.append(records.append(records.document(1, "x")));
    installation.append(records.closed(Route.REPORT, Records.REPORT));
    MeasurementUid after = installation.append(records.append(records.document(2, "x")));
    MeasurementUid elsewhere = installation.append(records.submit(records.document(3, "x")));

    drain();

    assertThat(row(before).marks()).isEmpty();
    assertThat(row(after).marks()).containsExactly(Mark.AFTER_CLOSE.token());
    assertThat(row(elsewhere).marks()).isEmpty();
  }

  @Test
  @DisplayName("a YAML entry becomes a document of format 0.2.0 (U10, D24)")
  void publishesLegacyEntries() throws Exception {
    Records records = installation.records;
    // The entry stands before the opening, as it may where two collectors write.
    String entry = "---\nagent: agent\ninput: http://example.net/\nheaders_match: true\n...\n";
    JournalRecord record = records.yaml(Records.OLD_REPORT, entry);
    MeasurementUid uid = installation.append(record);
    installation.append(
        records.opened(
            Route.OONIB,
            Records.OLD_REPORT,
            """
            {"content":"---\\nprobe_asn: AS3243\\nprobe_cc: PT\\nsoftware_name: ooniprobe\\n\
            software_version: 1.3.1\\nstart_time: 1446726576.0\\ntest_name: http_requests\\n\
            test_version: '0.2.4'\\n...\\n"}\
            """));

    drain();

    MeasurementRow row = row(uid);
    assertThat(row.testName()).isEqualTo("http_requests");
    assertThat(row.input()).isEqualTo("http://example.net/");
    assertThat(row.softwareVersion()).isEqualTo("1.3.1");
    assertThat(published(uid)).contains("\"report_id\":\"" + Records.OLD_REPORT + "\"");
    assertThat(installation.bodies().asReceived(row)).hasValue(record.body());
  }

  @Test
  @DisplayName("poison is set aside one record at a time and never stops the rest (D20, D24)")
  void setsAsideWhatCannotBeRead() throws Exception {
    Records records = installation.records;
    MeasurementUid good = installation.append(records.submit(records.document(1, "x")));
    MeasurementUid syntax = installation.append(records.submit("{\"test_name\":}"));
    MeasurementUid list = installation.append(records.append("[1,2]"));
    MeasurementUid unknownReport =
        installation.append(records.yaml(Records.OLD_REPORT, "---\ninput: x\n...\n"));
    installation.journal.storage().appendDamaged("half a rec".getBytes(UTF_8), 2);
    installation.append(
        records.opened(Route.OONIB, Records.OLD_REPORT.replace('a', 'b'), "{\"probe_cc\":\"PT\"}"));
    MeasurementUid traceback =
        installation.append(
            records.yaml(
                Records.OLD_REPORT.replace('a', 'b'), "---\nTraceback: [most: recent\n...\n"));
    MeasurementUid several =
        installation.append(
            records.yaml(
                Records.OLD_REPORT.replace('a', 'b'), "---\ninput: a\n...\n---\ninput: b\n...\n"));
    MeasurementUid last = installation.append(records.submit(records.document(2, "x")));

    drain();

    assertThat(installation.catalogue.rows()).containsOnlyKeys(good.text(), last.text());
    assertThat(installation.catalogue.quarantined())
        .containsEntry(syntax.text(), "unreadable-json")
        .containsEntry(list.text(), "content-not-a-document")
        .containsEntry(unknownReport.text(), "report-header-unknown")
        .containsEntry(traceback.text(), "unreadable-yaml")
        .containsEntry(several.text(), "several-entries")
        .containsEntry("memory/4", "damaged-record")
        .containsEntry("memory/4#1", "damaged-record")
        .hasSize(7);
    Path quarantine = directory.resolve("quarantine");
    assertThat(Files.readString(quarantine.resolve("20260821/" + syntax + ".post")))
        .isEqualTo("{\"test_name\":}");
    assertThat(Files.readString(quarantine.resolve("20260821/" + syntax + ".json")))
        .contains("\"stage\":\"decode\"", "at byte 13", "\"envelope\":{");
    assertThat(Files.readString(quarantine.resolve("damaged/memory_4.post")))
        .isEqualTo("half a rec");
  }

  @Test
  @DisplayName("while the catalogue is down nothing is lost and the place is kept (D23, I10)")
  void waitsForTheCatalogue() throws Exception {
    Records records = installation.records;
    for (int i = 0; i < 20; i++) {
      installation.append(records.submit(records.document(i, "x")));
    }
    installation.catalogue.setDown(true);
    try (Pipeline pipeline = installation.open()) {
      for (int i = 0; i < 10; i++) {
        assertThatThrownBy(() -> Installation.drain(pipeline))
            .isInstanceOfSatisfying(
                DependencyDownException.class,
                e -> assertThat(e.dependency()).isEqualTo("catalogue"));
      }
      installation.catalogue.setDown(false);
      Installation.drain(pipeline);

      assertThat(installation.catalogue.rows()).hasSize(20);
      assertBalanced(pipeline);
    }
  }

  @Test
  @DisplayName("a row the catalogue refuses is set aside alone (D20)")
  void setsAsideTheRecordTheCatalogueRefuses() throws Exception {
    Records records = installation.records;
    @Nullable MeasurementUid poison = null;
    for (int i = 0; i < 10; i++) {
      records.of(i == 4 ? "poison" : "signal", "PT");
      MeasurementUid uid = installation.append(records.submit(records.document(i, "x")));
      poison = i == 4 ? uid : poison;
    }
    installation.catalogue.refuse("poison");
    try (Pipeline pipeline = installation.open()) {
      Installation.drainPatiently(pipeline);

      assertThat(installation.catalogue.rows()).hasSize(9);
      assertThat(installation.catalogue.quarantined())
          .containsOnlyKeys(Objects.requireNonNull(poison).text());
      assertBalanced(pipeline);
    }
  }

  @Test
  @DisplayName("late data for an old hour gets an object of its own (D9)")
  void neverTouchesAnObjectAgain() throws Exception {
    Records records = installation.records;
    Instant hour = records.now();
    installation.append(records.submit(records.document(1, "x")));
    drain();
    byte[] first = Files.readAllBytes(installation.archive().resolve(stem(0) + ".jsonl.gz"));

    installation.append(records.at(hour.plusSeconds(5)).submit(records.document(2, "x")));
    drain();

    assertThat(installation.archive().resolve(stem(0) + ".jsonl.gz")).hasBinaryContent(first);
    assertThat(installation.archive().resolve(stem(1) + ".jsonl.gz")).exists();
    assertThat(installation.catalogue.objects()).containsOnlyKeys(stem(0), stem(1));
  }

  @Test
  @DisplayName("objects are grouped by hour of receipt, country and nettest (D11)")
  void usesTheLayoutReadersKnow() throws Exception {
    Records records = installation.records;
    installation.append(records.submit(records.document(1, "x")));
    installation.append(records.of("web_connectivity", "IT").submit(records.document(2, "x")));
    records.at(Installation.START.minus(Duration.ofHours(1)));
    installation.append(records.of("signal", "PT").submit(records.document(3, "x")));

    drain();

    try (Stream<Path> files = Files.walk(installation.archive())) {
      assertThat(
              files
                  .filter(Files::isRegularFile)
                  .map(file -> installation.archive().relativize(file).toString())
                  .filter(name -> name.endsWith(".jsonl.gz")))
          .containsExactlyInAnyOrder(
              "raw/20260821/08/PT/signal/2026082108_PT_signal.n1.0.jsonl.gz",
              "raw/20260821/09/PT/signal/2026082109_PT_signal.n1.0.jsonl.gz",
              "raw/20260821/09/IT/webconnectivity/2026082109_IT_webconnectivity.n1.0.jsonl.gz");
    }
  }

  @Test
  void waitsUntilTheOldestRecordIsOldEnough() throws Exception {
    installation.publishAfter = Duration.ofMinutes(10);
    installation.append(installation.records.submit(installation.records.document(1, "x")));
    try (Pipeline pipeline = installation.open()) {
      Installation.drain(pipeline);
      assertThat(installation.catalogue.ledger().archived()).isZero();
      assertThat(pipeline.archiveLag()).isPresent();

      installation.clock.advance(Duration.ofMinutes(9).plusSeconds(1));
      Installation.drain(pipeline);
      assertThat(installation.catalogue.ledger().archived()).isEqualTo(1);
      assertThat(pipeline.archiveLag()).isEmpty();
    }
  }

  @Test
  void neverArchivesWhatIsNotIndexed() throws Exception {
    installation.append(installation.records.submit(installation.records.document(1, "x")));
    try (Pipeline pipeline = installation.open()) {
      assertThat(pipeline.archiveNext()).isFalse();
      assertThat(installation.catalogue.objects()).isEmpty();

      Installation.drain(pipeline);
      assertThat(installation.catalogue.objects()).hasSize(1);
    }
  }

  @Test
  @DisplayName("the ledger is shown and adds up (I6)")
  void showsTheLedger() throws Exception {
    Records records = installation.records;
    installation.append(records.submit(records.document(1, "x")));
    installation.append(records.append(records.document(1, "x")));
    installation.append(records.submit("no"));
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (Pipeline pipeline = installation.open(registry)) {
      assertThat(pipeline.balance()).isEqualTo(new Ledger(3, 0, 0, 0, 3));
      Installation.drain(pipeline);

      assertThat(pipeline.balance()).isEqualTo(new Ledger(3, 1, 1, 1, 0));
      assertThat(registry.get("holdfast.ledger.accepted").gauge().value()).isEqualTo(3);
      assertThat(registry.get("holdfast.ledger.published").gauge().value()).isEqualTo(1);
      assertThat(registry.get("holdfast.ledger.merged").gauge().value()).isEqualTo(1);
      assertThat(registry.get("holdfast.ledger.quarantined").gauge().value()).isEqualTo(1);
      assertThat(registry.get("holdfast.ledger.in.journal").gauge().value()).isZero();
      assertThat(registry.get("holdfast.pipeline.archived.lag.seconds").gauge().value()).isZero();
      assertThat(registry.get("holdfast.pipeline.batch.seconds").timers()).hasSize(2);
    }
  }

  @Test
  void runsOnItsOwnThreads() throws Exception {
    installation.catalogue.setDown(true);
    try (Pipeline pipeline =
        Pipeline.start(
            installation.journal,
            installation.catalogue,
            installation.store(),
            directory,
            installation.options(),
            installation.clock,
            new SimpleMeterRegistry())) {
      Records records = installation.records;
      for (int i = 0; i < 100; i++) {
        installation.append(records.submit(records.document(i, "x")));
      }
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(pipeline.status().waitsFor()).contains("archive waits for catalogue"));
      installation.catalogue.setDown(false);
      Awaitility.await().until(() -> installation.catalogue.ledger().archived() == 100);
      Awaitility.await().until(() -> pipeline.status().waitsFor().isEmpty());
      assertThat(pipeline.status().running()).isTrue();
      assertBalanced(pipeline);
    }
  }

  private static String stem(int counter) {
    return "raw/20260821/09/PT/signal/2026082109_PT_signal.n1." + counter;
  }
}
