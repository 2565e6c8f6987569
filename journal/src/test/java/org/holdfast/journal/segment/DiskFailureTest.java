package org.holdfast.journal.segment;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.holdfast.journal.Cursor;
import org.holdfast.journal.JournalUnavailableException;
import org.holdfast.journal.JournalUnavailableException.Reason;
import org.holdfast.journal.Position;
import org.holdfast.journal.Records;
import org.holdfast.model.envelope.JournalRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the journal does when its disk is full or broken.
final class DiskFailureTest {
  private final MemoryMachine machine = new MemoryMachine(7);

  @BeforeEach
  void lookOften() {
    Awaitility.setDefaultPollInterval(Duration.ofMillis(5));
  }

  @AfterEach
  void close() {
    Awaitility.reset();
    machine.close();
  }

  private Reason refusal(SegmentJournal journal) {
    CompletableFuture<Position> future = journal.append(machine.records.measurement(1_000));
    settle(future);
    assertThat(future).isCompletedExceptionally();
    assertThat(future.exceptionNow()).isInstanceOf(JournalUnavailableException.class);
    return ((JournalUnavailableException) future.exceptionNow()).reason();
  }

  private static void settle(CompletableFuture<Position> future) {
    try {
      future.get(10, SECONDS);
    } catch (ExecutionException e) {
      assertThat(future).isCompletedExceptionally();
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("neither stored nor refused", e);
    }
  }

  private static MemoryDisk.Fault failing(String operation) {
    return (what, file) -> {
      if (what.equals(operation) && file.toString().endsWith(".segment")) {
        throw new IOException("Input/output error");
      }
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"write", "force"})
  void aFailedWriteOrSyncEndsAcknowledgingForGood(String operation) throws Exception {
    SegmentJournal journal = machine.open();
    List<String> acknowledged = machine.append(journal, 10);

    machine.disk().failWith(failing(operation));
    assertThat(refusal(journal)).isEqualTo(Reason.FAILED);
    machine.disk().failWith((what, file) -> {});

    // The disk works again, and still nothing is taken in: the kernel may have dropped what failed.
    assertThat(refusal(journal)).isEqualTo(Reason.FAILED);
    assertThat(machine.failures).hasSize(1);
    assertThat(journal.status().accepting()).isFalse();

    machine.kill();
    assertThat(Records.uids(machine.readAll())).containsExactlyElementsOf(acknowledged);
  }

  @Test
  void afterAFailedSyncNoSegmentIsSyncedAgain() throws Exception {
    SegmentJournal journal = machine.open();
    machine.append(journal, 1);
    AtomicInteger syncs = new AtomicInteger();
    machine
        .disk()
        .failWith(
            (what, file) -> {
              if (what.equals("force") && file.toString().endsWith(".segment")) {
                syncs.incrementAndGet();
                throw new IOException("Input/output error");
              }
            });
    assertThat(refusal(journal)).isEqualTo(Reason.FAILED);
    assertThat(refusal(journal)).isEqualTo(Reason.FAILED);
    journal.close();
    assertThat(syncs).hasValue(1);
  }

  @Test
  @DisplayName(
      "I10: a neighbour that hangs with the directory's lock is no failure of this process")
  void aDirectoryThatStaysLockedIsWaitedFor() throws Exception {
    machine.open().close();
    DiskLock neighbour =
        machine.disk().tryLock(MemoryMachine.DIRECTORY.resolve("directory.lock")).orElseThrow();

    SegmentJournal journal = machine.open();
    assertThat(refusal(journal)).isEqualTo(Reason.OVERLOADED);

    neighbour.close();
    machine.append(journal, 2);
    assertThat(machine.failures).isEmpty();
    journal.close();
    assertThat(machine.readAll()).hasSize(2);
  }

  @Test
  void whatWasRefusedByAFailureDoesNotComeBack() throws Exception {
    SegmentJournal journal = machine.open();
    machine.append(journal, 3);
    machine.disk().failWith(failing("force"));
    assertThat(refusal(journal)).isEqualTo(Reason.FAILED);
    machine.kill();

    assertThat(machine.readAll()).hasSize(3);
  }

  @Test
  void everythingWaitingFailsWithTheSync() throws Exception {
    SegmentJournal journal = machine.open();
    machine.append(journal, 1);
    CountDownLatch gathered = new CountDownLatch(1);
    machine
        .disk()
        .failWith(
            (what, file) -> {
              if (what.equals("force")) {
                awaitQuietly(gathered);
                throw new IOException("Input/output error");
              }
            });
    List<CompletableFuture<Position>> futures = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      futures.add(journal.append(machine.records.measurement(100)));
    }
    gathered.countDown();
    await().until(() -> futures.stream().allMatch(CompletableFuture::isDone));
    assertThat(futures).allMatch(CompletableFuture::isCompletedExceptionally);
    assertThat(machine.failures).hasSize(1);
  }

  private static void awaitQuietly(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void moreThanTheBoundIsRefusedAtOnce() throws Exception {
    machine.with(TestOptions.SMALL.withQueue(5, 1 << 20));
    SegmentJournal journal = machine.open();
    CountDownLatch slow = new CountDownLatch(1);
    machine
        .disk()
        .failWith(
            (what, file) -> {
              if (what.equals("force")) {
                awaitQuietly(slow);
              }
            });
    List<CompletableFuture<Position>> futures = new ArrayList<>();
    // The disk is waited for without the machine's lock being free, so nothing else is asked here.
    for (int i = 0; i < 5; i++) {
      futures.add(journal.append(machine.records.measurement(100)));
    }
    CompletableFuture<Position> over = journal.append(machine.records.measurement(100));
    assertThat(over).isCompletedExceptionally();
    assertThat(((JournalUnavailableException) over.exceptionNow()).reason())
        .isEqualTo(Reason.OVERLOADED);

    slow.countDown();
    for (CompletableFuture<Position> future : futures) {
      future.get(10, SECONDS);
    }
    await().untilAsserted(() -> machine.append(journal, 1));
  }

  @Test
  void theBoundCountsBytesToo() throws Exception {
    machine.with(TestOptions.SMALL.withQueue(1_000, 5_000));
    SegmentJournal journal = machine.open();
    CountDownLatch slow = new CountDownLatch(1);
    machine
        .disk()
        .failWith(
            (what, file) -> {
              if (what.equals("force")) {
                awaitQuietly(slow);
              }
            });
    CompletableFuture<Position> large = journal.append(machine.records.measurement(50_000));
    CompletableFuture<Position> over = journal.append(machine.records.measurement(100));
    assertThat(over).isCompletedExceptionally();
    slow.countDown();
    large.get(10, SECONDS);
  }

  @Test
  void aFullDiskRefusesLosesNothingAndPasses() throws Exception {
    SegmentJournal journal = machine.open();
    List<String> acknowledged = machine.append(journal, 20);

    machine.disk().setCapacity(machine.disk().used() + 300);
    assertThat(refusal(journal)).isEqualTo(Reason.LOW_DISK);
    assertThat(machine.failures).isEmpty();
    assertThat(journal.contents().measurementsEver()).isEqualTo(20);

    machine.disk().setCapacity(Long.MAX_VALUE);
    await().until(() -> journal.status().accepting());
    acknowledged.addAll(machine.append(journal, 20));
    machine.kill();
    assertThat(Records.uids(machine.readAll())).containsExactlyElementsOf(acknowledged);
  }

  @Test
  void aDiskThatRunsFullAtAnyByteLosesNothing() throws Exception {
    SegmentJournal journal = machine.open();
    List<String> acknowledged = machine.append(journal, 2);
    // Records of about 1.6 KB, segments of 32 KiB: it runs full in records, marks, footers,
    // headers.
    for (int room = 0; room < 40_000; room += 611) {
      machine.disk().setCapacity(machine.disk().used() + room);
      boolean full = false;
      while (!full) {
        JournalRecord record = machine.records.measurement(1_000);
        CompletableFuture<Position> future = journal.append(record);
        settle(future);
        full = future.isCompletedExceptionally();
        if (!full) {
          acknowledged.add(Records.uid(record));
        }
      }
      machine.disk().setCapacity(Long.MAX_VALUE);
      await().until(() -> journal.status().accepting());
    }
    acknowledged.addAll(machine.append(journal, 2));
    assertThat(machine.failures).isEmpty();
    try (Cursor cursor = journal.openCursor("index")) {
      assertThat(Records.uids(MemoryMachine.drain(cursor))).containsExactlyElementsOf(acknowledged);
    }
    machine.losePower();
    assertThat(Records.uids(machine.readAll())).containsExactlyElementsOf(acknowledged);
  }

  @Test
  void aFullDiskWhoseTornBytesCannotBeRemovedIsAFailure() throws Exception {
    SegmentJournal journal = machine.open();
    machine.append(journal, 1);
    machine.disk().failWith(failing("truncate"));
    machine.disk().setCapacity(machine.disk().used() + 300);
    assertThat(refusal(journal)).isEqualTo(Reason.FAILED);
    assertThat(machine.failures).hasSize(1);
  }

  @Test
  void belowTheReserveNothingIsTakenInUntilThereIsRoomAgain() throws Exception {
    machine.with(TestOptions.SMALL.withReserveBytes(1 << 20));
    SegmentJournal journal = machine.open();
    machine.append(journal, 5);

    machine.disk().setCapacity(machine.disk().used() + (1 << 20) - 1);
    await().until(() -> !journal.status().accepting());
    assertThat(refusal(journal)).isEqualTo(Reason.LOW_DISK);
    assertThat(machine.meters.get("holdfast.journal.accepting").gauge().value()).isZero();
    // What is there can be read and committed, so that it drains.
    try (Cursor cursor = journal.openCursor("index")) {
      assertThat(MemoryMachine.drain(cursor)).hasSize(5);
      cursor.commit();
    }

    machine.disk().setCapacity(machine.disk().used() + (2 << 20));
    await().until(() -> journal.status().accepting());
    machine.append(journal, 5);
  }

  @Test
  void aJournalOpensOnAFullDiskAndIsReadable() throws Exception {
    List<String> acknowledged;
    try (SegmentJournal journal = machine.open()) {
      acknowledged = machine.append(journal, 5);
      journal.openCursor("check").close();
    }
    machine.disk().setCapacity(machine.disk().used());
    SegmentJournal journal = machine.open();
    assertThat(refusal(journal)).isEqualTo(Reason.LOW_DISK);
    try (Cursor cursor = journal.openCursor("check")) {
      assertThat(Records.uids(MemoryMachine.drain(cursor))).isEqualTo(acknowledged);
    }
  }

  @Test
  void aSectorThatCannotBeReadDoesNotStopReading() throws Exception {
    List<String> acknowledged;
    try (SegmentJournal journal = machine.open()) {
      acknowledged = machine.append(journal, 15);
    }
    // The sectors are read again one by one, and some of those fail too.
    machine
        .disk()
        .failWith(
            new MemoryDisk.Fault() {
              private int reads;

              @Override
              public synchronized void before(String operation, Path file) throws IOException {
                if (operation.equals("read")
                    && file.toString().endsWith(".segment")
                    && reads++ % 17 == 16) {
                  throw new IOException("Input/output error");
                }
              }
            });
    List<String> read = Records.uids(machine.readAll());
    assertThat(acknowledged).containsSubsequence(read);
  }

  @Test
  void anErrorDoesNotEndTheUpkeep() throws Exception {
    SegmentJournal journal = machine.open();
    machine.append(journal, 1);
    CountDownLatch met = new CountDownLatch(1);
    machine
        .disk()
        .failWith(
            (what, file) -> {
              if (what.equals("list")
                  && Thread.currentThread().getName().equals("journal-upkeep")) {
                met.countDown();
                throw new OutOfMemoryError("for a moment");
              }
            });
    assertThat(met.await(10, SECONDS)).isTrue();
    machine.disk().failWith((what, file) -> {});

    machine.disk().setCapacity(machine.disk().used() + 300);
    assertThat(refusal(journal)).isEqualTo(Reason.LOW_DISK);
    machine.disk().setCapacity(Long.MAX_VALUE);
    await().until(() -> journal.status().accepting());
  }
}
