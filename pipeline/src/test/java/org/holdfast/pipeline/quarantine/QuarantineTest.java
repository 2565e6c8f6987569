package org.holdfast.pipeline.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.journal.Position;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.pipeline.testing.Records;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QuarantineTest {
  private static final Instant NOW = Instant.parse("2026-08-21T09:00:05Z");

  @TempDir Path directory;
  private final JournalRecord record =
      new Records(Instant.parse("2026-08-21T09:00:00Z")).submit("not json");

  @Test
  void keepsTheFirstDecision() throws IOException {
    Quarantine quarantine = Quarantine.open(directory);
    SetAside first = quarantine.setAside(record, "decode", "first", "because", 1, NOW);
    SetAside second = quarantine.setAside(record, "decode", "second", "", 1, NOW.plusSeconds(1));

    assertThat(second).isEqualTo(first);
    assertThat(Quarantine.open(directory).find(record.envelope().uid())).contains(first);
    assertThat(directory.resolve(first.file())).hasBinaryContent(record.body());
  }

  @Test
  void decidesNothingBeforeTheAccountIsWritten() throws IOException {
    Quarantine quarantine = Quarantine.open(directory);
    SetAside decision = quarantine.setAside(record, "decode", "reason", "", 1, NOW);
    Files.delete(directory.resolve(decision.file().replace(".post", ".json")));

    assertThat(quarantine.find(record.envelope().uid())).isEmpty();
    assertThat(quarantine.setAside(record, "decode", "later", "", 1, NOW).reason())
        .isEqualTo("later");
  }

  @Test
  void takesADecisionBack() throws IOException {
    Quarantine quarantine = Quarantine.open(directory);
    quarantine.withdraw(quarantine.setAside(record, "index", "reason", "", 1, NOW));

    assertThat(quarantine.find(record.envelope().uid())).isEmpty();
  }

  @Test
  void keepsDamagedBytesUnderANameThatStaysInside() throws IOException {
    Quarantine quarantine = Quarantine.open(directory);
    quarantine.setAsideDamaged(new Position("../../a:7"), new byte[] {1, 2}, "torn", 2, NOW);

    assertThat(directory.resolve("damaged/.._.._a_7.post")).hasBinaryContent(new byte[] {1, 2});
    List<SetAside> all = new ArrayList<>();
    quarantine.forEach(all::add);
    assertThat(all).singleElement().extracting(SetAside::measurements).isEqualTo(2);
  }
}
