package org.holdfast.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.holdfast.catalogue.MeasurementRow;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.envelope.Route;
import org.holdfast.pipeline.archive.ArchiveOptions;
import org.holdfast.pipeline.archive.MeasurementBodies;
import org.holdfast.pipeline.testing.Installation;
import org.holdfast.pipeline.testing.Records;

final class PipelineProperties {
  /// One thing that comes in.
  private enum Kind {
    SUBMIT,
    APPEND,
    RESPELLED,
    POISON,
    DAMAGED,
    OPENED,
    CLOSED
  }

  private record Incoming(Kind kind, int number, String country) {}

  @Provide
  Arbitrary<List<Incoming>> mixes() {
    return Combinators.combine(
            Arbitraries.of(Kind.class),
            Arbitraries.integers().between(0, 12),
            Arbitraries.of("PT", "IT"))
        .as(Incoming::new)
        .list()
        .ofMaxSize(25);
  }

  @Property(tries = 50)
  @Label("any mix ends balanced, each measurement published once, bodies as sent (I4, I5, I6)")
  void conserves(@ForAll("mixes") List<Incoming> mix, @ForAll int failAt, @ForAll boolean small)
      throws Exception {
    Path directory = Files.createTempDirectory("conserves");
    try {
      Installation installation = new Installation(directory);
      installation.objectBytes = small ? 1 : ArchiveOptions.OBJECT_BYTES;
      Map<String, JournalRecord> sent = new HashMap<>();
      Set<String> distinct = new HashSet<>();
      int unreadable = 0;
      for (Incoming incoming : mix) {
        unreadable += take(installation, incoming, sent, distinct);
      }

      installation.faults.arm(Math.floorMod(failAt, 200));
      try (Pipeline pipeline = installation.open()) {
        Installation.drainPatiently(pipeline);
      }
      installation.faults.disarm();
      try (Pipeline pipeline = installation.open()) {
        Installation.drain(pipeline);
        Ledger ledger = pipeline.balance();
        assertThat(ledger.isBalanced()).as("%s", ledger).isTrue();
        assertThat(ledger.published()).isEqualTo(distinct.size());
        assertThat(ledger.quarantined()).isEqualTo(unreadable);
        assertThat(ledger.inJournal()).isZero();
      }
      installation.journal.retain();
      MeasurementBodies bodies = installation.bodies();
      Set<String> published = new HashSet<>();
      for (MeasurementRow row : installation.catalogue.rows().values()) {
        JournalRecord record = Objects.requireNonNull(sent.get(row.uid().text()));
        assertThat(bodies.asReceived(row)).hasValue(record.body());
        assertThat(published.add(new String(bodies.published(row).orElseThrow(), UTF_8))).isTrue();
      }
    } finally {
      delete(directory);
    }
  }

  /// @return how many measurements it was that cannot be published
  private static int take(
      Installation installation,
      Incoming incoming,
      Map<String, JournalRecord> sent,
      Set<String> distinct) {
    Records records = installation.records.of("signal", incoming.country());
    String document = records.document(incoming.number(), "x");
    int unreadable = 0;
    switch (incoming.kind()) {
      case SUBMIT -> keep(installation, records.submit(document), sent);
      case APPEND -> keep(installation, records.append(document), sent);
      case RESPELLED -> keep(installation, records.append(document.replace(",\"", ", \"")), sent);
      case POISON -> {
        keep(installation, records.submit(document.substring(1)), sent);
        unreadable = 1;
      }
      case DAMAGED -> {
        installation
            .journal
            .storage()
            .appendDamaged(document.getBytes(UTF_8), incoming.number() % 3);
        unreadable = incoming.number() % 3;
      }
      case OPENED -> installation.append(records.opened(Route.REPORT, Records.REPORT, "{\"a\":1}"));
      case CLOSED -> installation.append(records.closed(Route.REPORT, Records.REPORT));
    }
    switch (incoming.kind()) {
      case SUBMIT, APPEND, RESPELLED -> distinct.add(document);
      case POISON, DAMAGED, OPENED, CLOSED -> {}
    }
    return unreadable;
  }

  private static void keep(
      Installation installation, JournalRecord record, Map<String, JournalRecord> sent) {
    sent.put(installation.append(record).text(), record);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
