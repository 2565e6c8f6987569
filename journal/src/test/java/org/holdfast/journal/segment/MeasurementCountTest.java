package org.holdfast.journal.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.journal.Cursor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The sums of invariant I6 hold at every moment, also while segments are being deleted.
final class MeasurementCountTest {
  private static final int MEASUREMENTS = 7;

  private final MemoryMachine machine =
      new MemoryMachine(5)
          .with(
              TestOptions.SMALL
                  .withIntervals(Duration.ofMillis(5), Duration.ofHours(1))
                  .withRequiredCursors(Set.of("index")));

  @AfterEach
  void close() {
    machine.close();
  }

  @Test
  void aWriterRetiredWhileItIsCountedIsCountedOnce() throws Exception {
    machine.append(machine.open(), MEASUREMENTS);
    machine.kill();
    SegmentJournal journal = machine.open();
    try (Cursor cursor = journal.openCursor("index")) {
      assertThat(MemoryMachine.drain(cursor)).hasSize(MEASUREMENTS);
      cursor.commit();
      retireOnceReadingTheCountOfTheRetired(journal);

      assertThat(journal.contents().measurementsEver()).isEqualTo(MEASUREMENTS);

      assertThat(machine.segments()).as("it was retired meanwhile").isEmpty();
      assertThat(cursor.measurementsCommitted()).isEqualTo(MEASUREMENTS);
    }
  }

  /// Deletes the dead writer's segments just after the last generation of `retired` was looked for.
  private void retireOnceReadingTheCountOfTheRetired(SegmentJournal journal) {
    AtomicBoolean armed = new AtomicBoolean(true);
    machine
        .disk()
        .failWith(
            (operation, file) -> {
              if (file.endsWith("retired.previous") && armed.compareAndSet(true, false)) {
                journal.retain();
              }
            });
  }
}
