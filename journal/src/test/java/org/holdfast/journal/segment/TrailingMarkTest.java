package org.holdfast.journal.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.holdfast.journal.Cursor;
import org.holdfast.journal.Cursor.Entry;
import org.holdfast.journal.Position;
import org.holdfast.journal.Records;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The mark of an idle writer is not durable: cursors that have seen it find what takes its place.
final class TrailingMarkTest {
  private final MemoryMachine machine = new MemoryMachine(31);

  @AfterEach
  void close() {
    machine.close();
  }

  private Optional<RecordHeader> lastHeader() throws Exception {
    Path segment = machine.segments().getLast();
    SegmentName name = SegmentName.ofFile(segment.getFileName().toString()).orElseThrow();
    Optional<RecordHeader> last = Optional.empty();
    try (SegmentReader reader =
        SegmentReader.open(machine.disk(), MemoryMachine.DIRECTORY, name).orElseThrow()) {
      long at = SegmentHeader.FIRST_RECORD;
      Optional<RecordHeader> found = reader.headerAt(at);
      while (found.isPresent()) {
        last = found;
        at += found.get().length();
        found = reader.headerAt(at);
      }
    }
    return last;
  }

  private void awaitMark() {
    await().until(() -> lastHeader().filter(h -> h.type() == RecordType.MARK).isPresent());
  }

  /// Reads and commits everything up to and past the mark.
  private static void consume(Cursor cursor, List<String> expected) throws Exception {
    assertThat(Records.uids(MemoryMachine.drain(cursor))).isEqualTo(expected);
    cursor.commit();
  }

  private static void assertServes(Cursor cursor, List<String> expected) throws Exception {
    List<Entry> entries = MemoryMachine.drain(cursor);
    assertThat(entries).allMatch(Entry.Intact.class::isInstance);
    assertThat(Records.uids(entries)).isEqualTo(expected);
    cursor.commit();
  }

  @Test
  void aRecordWrittenInThePlaceOfAMarkAfterAFullDiskIsServed() throws Exception {
    SegmentJournal journal = machine.open();
    List<String> before = machine.append(journal, 3);
    awaitMark();
    try (Cursor open = journal.openCursor("index")) {
      consume(open, before);
      try (Cursor closed = journal.openCursor("archive")) {
        consume(closed, before);
      }

      machine.disk().setCapacity(machine.disk().used() + 300);
      CompletableFuture<Position> refused = journal.append(machine.records.measurement(2_000));
      await().until(refused::isDone);
      assertThat(refused).isCompletedExceptionally();
      machine.disk().setCapacity(Long.MAX_VALUE);
      await().until(() -> journal.status().accepting());
      List<String> after = machine.append(journal, 2);

      assertServes(open, after);
      try (Cursor reopened = journal.openCursor("archive")) {
        assertServes(reopened, after);
        assertThat(reopened.measurementsCommitted()).isEqualTo(5);
      }
    }
  }

  @Test
  void aMarkLostWithThePowerIsNotDamage() throws Exception {
    SegmentJournal journal = machine.open();
    List<String> before = machine.append(journal, 3);
    awaitMark();
    try (Cursor cursor = journal.openCursor("index")) {
      consume(cursor, before);
    }
    machine.kill();
    machine
        .disk()
        .tamper(
            machine.segments().getLast(),
            bytes -> Arrays.copyOf(bytes, bytes.length - RecordHeader.LENGTH));

    SegmentJournal reopened = machine.open();
    List<String> after = machine.append(reopened, 2);
    try (Cursor cursor = reopened.openCursor("index")) {
      assertServes(cursor, after);
      assertThat(cursor.measurementsCommitted()).isEqualTo(5);
    }
  }

  @Test
  void aSegmentReadUpToItsMarkIsDeletedOnceItIsSealed() throws Exception {
    List<String> before;
    try (SegmentJournal journal = machine.open()) {
      before = machine.append(journal, 3);
      awaitMark();
      try (Cursor cursor = journal.openCursor("index")) {
        consume(cursor, before);
      }
      try (Cursor cursor = journal.openCursor("archive")) {
        consume(cursor, before);
      }
    }
    try (SegmentJournal journal = machine.open()) {
      journal.retain();
      assertThat(machine.segments()).isEmpty();
      assertThat(journal.contents().measurementsEver()).isEqualTo(3);
    }
  }
}
