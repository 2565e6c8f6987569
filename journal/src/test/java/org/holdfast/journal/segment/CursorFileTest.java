package org.holdfast.journal.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.journal.Cursor;
import org.holdfast.journal.Records;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Cursors whose files were harmed, and deletion that depends on them.
final class CursorFileTest {
  private static final Path CURSORS = MemoryMachine.DIRECTORY.resolve("cursors");

  private final MemoryMachine machine = new MemoryMachine(5);

  @AfterEach
  void close() {
    machine.close();
  }

  private void tamper(String name) throws Exception {
    machine
        .disk()
        .tamper(
            CURSORS.resolve(name),
            bytes -> {
              bytes[bytes.length / 2] ^= 1;
              return bytes;
            });
  }

  private void consume(SegmentJournal journal, String name, int count) throws Exception {
    try (Cursor cursor = journal.openCursor(name)) {
      int left = count;
      while (left > 0) {
        left -= cursor.poll(left, Long.MAX_VALUE, Duration.ofSeconds(5)).size();
      }
      cursor.commit();
    }
  }

  @Test
  void aDamagedCursorGoesBackByOneCommit() throws Exception {
    SegmentJournal journal = machine.open();
    List<String> uids = machine.append(journal, 30);
    consume(journal, "index", 10);
    consume(journal, "index", 10);
    tamper("index");
    try (Cursor cursor = journal.openCursor("index")) {
      assertThat(Records.uids(MemoryMachine.drain(cursor))).isEqualTo(uids.subList(10, 30));
    }
  }

  @Test
  void aCursorWithoutAnyUsableFileStartsAtTheOldestRecordKept() throws Exception {
    SegmentJournal journal = machine.open();
    List<String> uids = machine.append(journal, 100);
    consume(journal, "index", 80);
    consume(journal, "archive", 80);
    journal.retain();
    consume(journal, "index", 1);
    tamper("index");
    tamper("index.previous");

    try (Cursor cursor = journal.openCursor("index")) {
      List<String> read = Records.uids(MemoryMachine.drain(cursor));
      assertThat(read).hasSizeBetween(20, 99);
      assertThat(read).isEqualTo(uids.subList(100 - read.size(), 100));
      cursor.commit();
      // What was deleted counts as consumed: it had been passed.
      assertThat(cursor.measurementsCommitted()).isEqualTo(100);
    }
  }

  @Test
  void aCursorBehindDeletedSegmentsGoesOnAtTheOldestRecordKept() throws Exception {
    SegmentJournal journal = machine.open();
    List<String> uids = machine.append(journal, 100);
    consume(journal, "index", 5);
    byte[] old = machine.disk().contents(CURSORS.resolve("index"));
    consume(journal, "index", 80);
    consume(journal, "archive", 85);
    journal.retain();
    machine.disk().tamper(CURSORS.resolve("index"), bytes -> old);
    tamper("index.previous");

    try (Cursor cursor = journal.openCursor("index")) {
      List<String> read = Records.uids(MemoryMachine.drain(cursor));
      assertThat(read).hasSizeBetween(15, 94);
      assertThat(read).isEqualTo(uids.subList(100 - read.size(), 100));
      cursor.commit();
      assertThat(cursor.measurementsCommitted()).isEqualTo(100);
    }
  }

  @Test
  void aDamagedCursorKeepsEverythingFromBeingDeleted() throws Exception {
    SegmentJournal journal = machine.open();
    machine.append(journal, 100);
    consume(journal, "index", 100);
    consume(journal, "archive", 100);
    tamper("archive");
    tamper("archive.previous");
    long before = journal.contents().bytes();
    journal.retain();
    assertThat(journal.contents().bytes()).isEqualTo(before);
  }

  @Test
  void everyCursorThatWasEverOpenedIsWaitedFor() throws Exception {
    SegmentJournal journal = machine.open();
    machine.append(journal, 100);
    journal.openCursor("third").close();
    consume(journal, "index", 100);
    consume(journal, "archive", 100);
    long before = journal.contents().bytes();
    journal.retain();
    assertThat(journal.contents().bytes()).isEqualTo(before);
    consume(journal, "third", 100);
    journal.retain();
    assertThat(journal.contents().bytes()).isLessThan(before / 2);
  }

  @Test
  void anInterruptInTheMiddleOfAPollLosesNothing() throws Exception {
    SegmentJournal journal = machine.open();
    List<String> uids = machine.append(journal, 40);
    AtomicInteger reads = new AtomicInteger();
    Thread here = Thread.currentThread();
    try (Cursor cursor = journal.openCursor("index")) {
      machine
          .disk()
          .failWith(
              (what, file) -> {
                if (what.equals("read")
                    && Thread.currentThread() == here
                    && reads.incrementAndGet() % 23 == 0) {
                  throw new ClosedByInterruptException();
                }
              });
      List<String> read = new ArrayList<>();
      while (read.size() < uids.size()) {
        try {
          read.addAll(Records.uids(cursor.poll(10, 1 << 20, Duration.ofMillis(100))));
        } catch (InterruptedException expected) {
          // As a caller that goes on all the same.
        }
      }
      assertThat(read).isEqualTo(uids);
      assertThat(reads.get()).isGreaterThan(23);
    }
  }

  @Test
  void aCursorFileIsReadableByPeople() throws Exception {
    SegmentJournal journal = machine.open();
    machine.append(journal, 3);
    consume(journal, "index", 3);
    assertThat(
            new String(machine.disk().contents(CURSORS.resolve("index")), StandardCharsets.UTF_8))
        .matches(
            "holdfast cursor 1 2\nwriter [0-9]{20}-[0-9a-f]{8} 1 [0-9]+ 3 3\ncrc32c [0-9a-f]{8}\n");
  }

  @Test
  void namesThatAreNoFileNamesAreRefused() {
    SegmentJournal journal = machine.open();
    for (String name : List.of("", "../x", "a.b", "A", "a/b")) {
      assertThatThrownBy(() -> journal.openCursor(name))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aSegmentIsSealedByAgeSoThatOldBodiesGo() throws Exception {
    machine.with(TestOptions.SMALL.withSegmentAge(Duration.ofMillis(1)));
    SegmentJournal journal = machine.open();
    machine.append(journal, 1);
    consume(journal, "index", 1);
    consume(journal, "archive", 1);
    // What is left is the empty segment that waits for the next record, perhaps with a mark.
    await()
        .untilAsserted(
            () ->
                assertThat(journal.contents().bytes())
                    .isLessThanOrEqualTo(SegmentHeader.FIRST_RECORD + RecordHeader.LENGTH));
    assertThat(journal.contents().measurementsEver()).isEqualTo(1);
  }
}
