package org.holdfast.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.holdfast.journal.Position;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.pipeline.testing.FaultyCatalogue;
import org.holdfast.pipeline.testing.Installation;
import org.holdfast.pipeline.work.DependencyDownException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two measurements are indexed; the first cannot be had from the journal again when it is to be
/// archived.
@DisplayName("what was indexed and cannot be archived stays in the books (I6)")
final class LostRecordTest {
  private static final Position FIRST = new Position("memory/0");

  @TempDir Path directory;
  private Installation installation;
  private JournalRecord lost;
  private JournalRecord other;

  @BeforeEach
  void fill() {
    installation = new Installation(directory);
    lost = installation.records.submit(installation.records.document(1, "x"));
    other = installation.records.submit(installation.records.document(2, "x"));
    installation.append(lost);
    installation.append(other);
  }

  private static void index(Pipeline pipeline) throws InterruptedException {
    pipeline.recover();
    while (pipeline.indexNext() > 0) {}
  }

  private void assertOnlyTheOtherIsPublished(Pipeline pipeline) {
    assertThat(pipeline.balance()).isEqualTo(new Ledger(2, 1, 0, 1, 0));
    assertThat(installation.catalogue.rows()).containsOnlyKeys(other.envelope().uid().text());
    assertThat(installation.catalogue.quarantined()).containsOnlyKeys(lost.envelope().uid().text());
    assertThat(installation.catalogue.ledger().archived()).isEqualTo(1);
  }

  private void assertTheSameAfterARebuild() throws Exception {
    installation.journal.retain();
    installation.catalogue = new FaultyCatalogue(installation.faults);
    try (Pipeline pipeline = installation.open()) {
      Installation.drain(pipeline);
      assertOnlyTheOtherIsPublished(pipeline);
    }
  }

  @Test
  void aRecordThatCannotBeReadForAMomentIsWaitedFor() throws Exception {
    try (Pipeline pipeline = installation.open()) {
      index(pipeline);
      installation.journal.setReadable(FIRST, false);
      assertThatThrownBy(pipeline::archiveNext).isInstanceOf(DependencyDownException.class);
      installation.journal.setReadable(FIRST, true);
      Installation.drain(pipeline);

      assertThat(pipeline.balance()).isEqualTo(new Ledger(2, 2, 0, 0, 0));
      assertThat(installation.catalogue.ledger().archived()).isEqualTo(2);
    }
  }

  @Test
  void aRecordThatIsGoneForGoodIsCountedAsSetAside() throws Exception {
    try (Pipeline pipeline = installation.open()) {
      index(pipeline);
      installation.journal.setReadable(FIRST, false);
      Installation.drainPatiently(pipeline);
      assertOnlyTheOtherIsPublished(pipeline);
    }
    assertTheSameAfterARebuild();
  }

  @Test
  void aRecordWhoseLineCannotBeMadeIsCountedAsSetAside() throws Exception {
    try (Pipeline pipeline = installation.open()) {
      index(pipeline);
      installation
          .journal
          .storage()
          .replace(
              FIRST,
              new JournalRecord(lost.envelope(), "x".repeat(lost.body().length).getBytes(UTF_8)));
      Installation.drain(pipeline);
      assertOnlyTheOtherIsPublished(pipeline);
    }
    assertTheSameAfterARebuild();
  }

  @Test
  void aRecordThatRotsBetweenIndexAndArchiveIsCountedAsSetAside() throws Exception {
    try (Pipeline pipeline = installation.open()) {
      index(pipeline);
      installation.journal.storage().damage(FIRST);
      Installation.drain(pipeline);
      assertOnlyTheOtherIsPublished(pipeline);
    }
    assertTheSameAfterARebuild();
  }
}
