package org.holdfast.journal.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.journal.Cursor;
import org.holdfast.journal.Records;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Segments that begin while the directory is being listed: nothing acknowledged is passed over.
final class JournalViewTest {
  /// Only what the tests do lists the directory.
  private static final SegmentOptions QUIET =
      TestOptions.SMALL.withIntervals(Duration.ofMillis(5), Duration.ofHours(1));

  private final MemoryMachine machine = new MemoryMachine(21).with(QUIET);

  @AfterEach
  void close() {
    machine.close();
  }

  /// Appends between the reading of the journal's directory and its return, once.
  private List<String> appendDuringNextListing(SegmentJournal journal, int count) {
    List<String> uids = new ArrayList<>();
    AtomicBoolean armed = new AtomicBoolean(true);
    machine
        .disk()
        .afterListing(
            directory -> {
              if (directory.equals(MemoryMachine.DIRECTORY) && armed.compareAndSet(true, false)) {
                try {
                  uids.addAll(machine.append(journal, count));
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              }
            });
    return uids;
  }

  @Test
  void theFirstSegmentIsReadThoughTheListingWasOlder() throws Exception {
    SegmentJournal journal = machine.open();
    List<String> uids = appendDuringNextListing(journal, 3);
    try (Cursor cursor = journal.openCursor("index")) {
      assertThat(uids).hasSize(3);
      assertThat(Records.uids(MemoryMachine.drain(cursor))).isEqualTo(uids);
    }
  }

  @Test
  void segmentsThatRollDuringAListingAreAllRead() throws Exception {
    SegmentJournal journal = machine.open();
    List<String> uids = machine.append(journal, 5);
    List<String> during = appendDuringNextListing(journal, 120);
    try (Cursor cursor = journal.openCursor("index")) {
      assertThat(machine.segments()).hasSizeGreaterThan(3);
      uids.addAll(during);
      assertThat(Records.uids(MemoryMachine.drain(cursor))).isEqualTo(uids);
      cursor.commit();
    }
  }
}
