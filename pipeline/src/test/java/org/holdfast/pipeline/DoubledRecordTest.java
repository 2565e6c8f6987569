package org.holdfast.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.pipeline.testing.Faults;
import org.holdfast.pipeline.testing.Installation;
import org.holdfast.pipeline.testing.Records;
import org.holdfast.testkit.archive.PublishedArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A record that the journal holds twice under one uid, as where a broker carried out a request
/// late, counts once (I5, I6).
final class DoubledRecordTest {
  @TempDir Path directory;
  private Installation installation;
  private List<JournalRecord> sent;

  /// A measurement, another sending of it, something unreadable, and two more.
  @BeforeEach
  void handIn() {
    handInAt(directory.resolve("first"));
  }

  private void handInAt(Path place) {
    installation = new Installation(place);
    installation.othersHaveTheSameRecords = true;
    Records records = installation.records;
    sent =
        List.of(
            records.submit(records.document(1, "x")),
            records.append(records.document(1, "x")),
            records.submit("not a document"),
            records.submit(records.document(2, "x")),
            records.submit(records.document(3, "x")));
    sent.forEach(installation::append);
  }

  private void assertAllCountedOnce(Pipeline pipeline) throws Exception {
    assertThat(pipeline.balance()).isEqualTo(new Ledger(5, 3, 1, 1, 0));
    PublishedArchive archive = PublishedArchive.read(installation.archive());
    assertThat(archive.faults()).isEmpty();
    assertThat(archive.documents()).hasSize(3);
  }

  @Test
  void inTheSameRoundAsTheFirst() throws Exception {
    sent.forEach(installation::append);
    try (Pipeline pipeline = installation.open()) {
      Installation.drain(pipeline);
      assertAllCountedOnce(pipeline);
    }
  }

  @Test
  void afterTheFirstWasIndexedAndArchived() throws Exception {
    try (Pipeline pipeline = installation.open()) {
      Installation.drain(pipeline);
      for (int i = 0; i < 3; i++) {
        installation.append(sent.get(i));
        Installation.drain(pipeline);
        assertAllCountedOnce(pipeline);
      }
    }
    try (Pipeline pipeline = installation.open()) {
      assertThat(pipeline.balance().isBalanced()).isTrue();
      Installation.drain(pipeline);
      assertAllCountedOnce(pipeline);
    }
  }

  /// Records that come again because a step failed, wherever that was, are not taken for doubled
  /// ones, nor are doubled ones counted again.
  @Test
  void howeverOftenTheyComeAgain() throws Exception {
    boolean failed = true;
    for (int place = 0; failed; place++) {
      handInAt(directory.resolve(Integer.toString(place)));
      try (Pipeline pipeline = installation.open()) {
        Installation.drain(pipeline);
        sent.forEach(installation::append);
        installation.faults.arm(place);
        Installation.drainPatiently(pipeline);
      } catch (Faults.Injected e) {
        assertThat(e).hasMessageContaining(".");
      }
      failed = installation.faults.passed().size() > place;
      installation.faults.disarm();
      try (Pipeline pipeline = installation.open()) {
        Installation.drain(pipeline);
        assertAllCountedOnce(pipeline);
      }
    }
    assertThat(directory).isDirectoryContaining("glob:**/8");
  }
}
