package org.holdfast.journal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.holdfast.journal.Cursor.Entry;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.envelope.RecordKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The promises of [Journal]. An implementation's test extends it and says how to open one.
public abstract class JournalContract {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration AT_ONCE = Duration.ZERO;

  protected final Records records = new Records(Clock.systemUTC(), 1);
  private final List<Journal> opened = new ArrayList<>();

  /// Opens a journal on the one storage of this test; small segments, cursors `index` and `archive`
  /// required.
  protected abstract Journal open();

  private Journal journal() {
    Journal journal = open();
    opened.add(journal);
    return journal;
  }

  @AfterEach
  void closeAll() {
    opened.forEach(Journal::close);
  }

  private String append(Journal journal, JournalRecord record) throws Exception {
    journal.append(record).get(10, SECONDS);
    return Records.uid(record);
  }

  private List<String> appendSome(Journal journal, int count) throws Exception {
    List<CompletableFuture<Position>> futures = new ArrayList<>();
    List<String> uids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      JournalRecord record = records.measurement(100 + 37 * (i % 50));
      uids.add(Records.uid(record));
      futures.add(journal.append(record));
    }
    for (Future<Position> future : futures) {
      future.get(10, SECONDS);
    }
    return uids;
  }

  /// Everything the cursor gives until it gives nothing.
  private static List<String> drain(Cursor cursor) throws InterruptedException {
    List<String> uids = new ArrayList<>();
    List<Entry> entries = cursor.poll(7, 1 << 20, Duration.ofMillis(300));
    while (!entries.isEmpty()) {
      assertThat(entries).allMatch(Entry.Intact.class::isInstance);
      uids.addAll(Records.uids(entries));
      entries = cursor.poll(7, 1 << 20, Duration.ofMillis(300));
    }
    return uids;
  }

  @Test
  void whatWasAcknowledgedIsReadBackInOrderOnce() throws Exception {
    Journal journal = journal();
    List<String> uids = appendSome(journal, 300);

    try (Cursor cursor = journal.openCursor("index")) {
      assertThat(drain(cursor)).containsExactlyElementsOf(uids);
    }
  }

  @Test
  void aRecordComesBackAsItWasAppended() throws Exception {
    Journal journal = journal();
    List<JournalRecord> appended = new ArrayList<>();
    for (RecordKind kind : RecordKind.values()) {
      appended.add(records.record(kind, kind == RecordKind.REPORT_CLOSED ? 0 : 5_000));
    }
    for (JournalRecord record : appended) {
      append(journal, record);
    }

    try (Cursor cursor = journal.openCursor("index")) {
      List<Entry> entries = cursor.poll(10, 1 << 20, SOON);
      assertThat(entries).hasSize(3);
      for (int i = 0; i < 3; i++) {
        assertThat(entries.get(i)).isInstanceOf(Entry.Intact.class);
        JournalRecord read = ((Entry.Intact) entries.get(i)).record();
        assertThat(read.envelope()).isEqualTo(appended.get(i).envelope());
        assertThat(read.body()).isEqualTo(appended.get(i).body());
      }
    }
  }

  @Test
  void aRecordLargerThanASegmentIsTakenIn() throws Exception {
    Journal journal = journal();
    append(journal, records.measurement(100));
    Position position = journal.append(records.measurement(3_000_000)).get(10, SECONDS);
    append(journal, records.measurement(100));

    assertThat(journal.read(position))
        .hasValueSatisfying(r -> assertThat(r.body()).hasSize(3_000_000));
    try (Cursor cursor = journal.openCursor("index")) {
      assertThat(drain(cursor)).hasSize(3);
    }
  }

  @Test
  void acknowledgedRecordsAreThereAfterReopening() throws Exception {
    List<String> uids;
    try (Journal journal = open()) {
      uids = appendSome(journal, 50);
    }
    try (Journal journal = open()) {
      uids.addAll(appendSome(journal, 50));
    }
    try (Cursor cursor = journal().openCursor("index")) {
      assertThat(drain(cursor)).containsExactlyElementsOf(uids);
    }
  }

  @Test
  void pollGivesAtMostWhatWasAskedForButAlwaysOne() throws Exception {
    Journal journal = journal();
    for (int i = 0; i < 10; i++) {
      append(journal, records.measurement(1_000));
    }
    try (Cursor cursor = journal.openCursor("index")) {
      assertThat(cursor.poll(3, 1 << 20, SOON)).hasSize(3);
      assertThat(cursor.poll(100, 2_000, SOON)).hasSize(2);
      assertThat(cursor.poll(100, 1, SOON)).hasSize(1);
      assertThat(cursor.poll(100, 1 << 20, SOON)).hasSize(4);
      assertThat(cursor.poll(100, 1 << 20, AT_ONCE)).isEmpty();
    }
  }

  @Test
  void pollWaitsForARecordToCome() throws Exception {
    Journal journal = journal();
    try (Cursor cursor = journal.openCursor("index");
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<Entry>> polled = executor.submit(() -> cursor.poll(1, 1, SOON));
      String uid = append(journal, records.measurement(10));
      assertThat(Records.uids(polled.get(10, SECONDS))).containsExactly(uid);
    }
  }

  @Test
  void anInterruptedPollLosesNothing() throws Exception {
    Journal journal = journal();
    List<String> uids = appendSome(journal, 10);
    try (Cursor cursor = journal.openCursor("index")) {
      cursor.poll(3, 1 << 20, SOON);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> cursor.poll(3, 1 << 20, SOON))
          .isInstanceOf(InterruptedException.class);
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      assertThat(drain(cursor)).containsExactlyElementsOf(uids.subList(3, 10));
    }
  }

  @Test
  void rewindGivesAgainWhatWasNotCommitted() throws Exception {
    Journal journal = journal();
    List<String> uids = appendSome(journal, 20);
    try (Cursor cursor = journal.openCursor("index")) {
      cursor.poll(5, 1 << 20, SOON);
      cursor.commit();
      List<String> first = Records.uids(cursor.poll(5, 1 << 20, SOON));
      cursor.rewind();
      assertThat(Records.uids(cursor.poll(5, 1 << 20, SOON))).isEqualTo(first);
      cursor.rewind();
      assertThat(drain(cursor)).containsExactlyElementsOf(uids.subList(5, 20));
    }
  }

  @Test
  void aCursorGoesOnWhereItWasCommitted() throws Exception {
    Journal journal = journal();
    List<String> uids = appendSome(journal, 20);
    try (Cursor cursor = journal.openCursor("index")) {
      cursor.poll(8, 1 << 20, SOON);
      cursor.commit();
      cursor.poll(8, 1 << 20, SOON);
    }
    try (Cursor cursor = journal.openCursor("index")) {
      cursor.poll(2, 1 << 20, SOON);
      cursor.commit();
    }
    journal.close();
    try (Cursor cursor = journal().openCursor("index")) {
      assertThat(drain(cursor)).containsExactlyElementsOf(uids.subList(10, 20));
    }
  }

  @Test
  void cursorsKnowNothingOfEachOther() throws Exception {
    Journal journal = journal();
    List<String> uids = appendSome(journal, 20);
    try (Cursor index = journal.openCursor("index");
        Cursor archive = journal.openCursor("archive")) {
      assertThat(drain(index)).containsExactlyElementsOf(uids);
      index.commit();
      assertThat(drain(archive)).containsExactlyElementsOf(uids);
    }
  }

  @Test
  void aCursorIsOpenOnlyOnceAtATime() {
    Journal journal = journal();
    Journal beside = journal();
    try (Cursor cursor = journal.openCursor("index")) {
      assertThat(cursor).isNotNull();
      assertThatThrownBy(() -> journal.openCursor("index"))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> beside.openCursor("index"))
          .isInstanceOf(IllegalStateException.class);
    }
    beside.openCursor("index").close();
  }

  @Test
  void manyAppendersAreEachAcknowledgedAndReadBackOnce() throws Exception {
    Journal journal = journal();
    List<String> uids = Collections.synchronizedList(new ArrayList<>());
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> threads = new ArrayList<>();
      for (int t = 0; t < 64; t++) {
        threads.add(
            executor.submit(
                () -> {
                  for (int i = 0; i < 25; i++) {
                    uids.add(append(journal, records.measurement(200)));
                  }
                  return null;
                }));
      }
      for (Future<?> thread : threads) {
        thread.get(30, SECONDS);
      }
    }
    assertThat(uids).hasSize(64 * 25);
    try (Cursor cursor = journal.openCursor("index")) {
      assertThat(drain(cursor)).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(uids);
    }
  }

  @Test
  void aPositionReadsItsRecord() throws Exception {
    Journal journal = journal();
    List<JournalRecord> appended = new ArrayList<>();
    List<Position> positions = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      appended.add(records.measurement(1_000));
      positions.add(journal.append(appended.get(i)).get(10, SECONDS));
    }
    for (int i = 29; i >= 0; i--) {
      JournalRecord read = journal.read(new Position(positions.get(i).text())).orElseThrow();
      assertThat(read.envelope()).isEqualTo(appended.get(i).envelope());
      assertThat(Arrays.equals(read.body(), appended.get(i).body())).isTrue();
    }
  }

  @Test
  void cursorsGiveThePositionsThatAppendsGave() throws Exception {
    Journal journal = journal();
    Position position = journal.append(records.measurement(10)).get(10, SECONDS);
    try (Cursor cursor = journal.openCursor("index")) {
      assertThat(cursor.poll(1, 1, SOON).getFirst().position()).isEqualTo(position);
    }
  }

  @Test
  void nothingIsDeletedBeforeEveryRequiredCursorHasPassed() throws Exception {
    Journal journal = journal();
    List<String> uids = appendSome(journal, 200);
    long full = journal.contents().bytes();
    try (Cursor index = journal.openCursor("index")) {
      drain(index);
      index.commit();
      journal.retain();
      assertThat(journal.contents().bytes()).isGreaterThanOrEqualTo(full);
    }
    try (Cursor archive = journal.openCursor("archive")) {
      assertThat(drain(archive)).containsExactlyElementsOf(uids);
      journal.retain();
      assertThat(journal.contents().bytes()).isGreaterThanOrEqualTo(full);
      archive.commit();
      journal.retain();
    }
    assertThat(journal.contents().bytes()).isLessThan(full / 2);
  }

  @Test
  void aDeletedRecordIsGoneForItsPosition() throws Exception {
    Journal journal = journal();
    Position first = journal.append(records.measurement(10)).get(10, SECONDS);
    appendSome(journal, 200);
    passAll(journal);
    journal.retain();

    assertThat(journal.read(first)).isEmpty();
  }

  private void passAll(Journal journal) throws InterruptedException {
    for (String name : List.of("index", "archive")) {
      try (Cursor cursor = journal.openCursor(name)) {
        drain(cursor);
        cursor.commit();
      }
    }
  }

  @Test
  void countsSurviveDeletionAndReopening() throws Exception {
    Journal first = journal();
    appendSome(first, 100);
    append(first, records.record(RecordKind.REPORT_CLOSED, 0));
    assertThat(first.contents().measurementsEver()).isEqualTo(100);
    passAll(first);
    first.retain();
    assertThat(first.contents().measurementsEver()).isEqualTo(100);
    first.close();

    Journal second = journal();
    assertThat(second.contents().measurementsEver()).isEqualTo(100);
    second.retain();
    assertThat(second.contents().measurementsEver()).isEqualTo(100);
    assertThat(second.contents().bytes()).isZero();
    appendSome(second, 10);
    assertThat(second.contents().measurementsEver()).isEqualTo(110);
    try (Cursor cursor = second.openCursor("archive")) {
      assertThat(cursor.measurementsCommitted()).isEqualTo(100);
      assertThat(drain(cursor)).hasSize(10);
      assertThat(cursor.measurementsCommitted()).isEqualTo(100);
      cursor.commit();
      assertThat(cursor.measurementsCommitted()).isEqualTo(110);
    }
  }

  @Test
  void recordsOfJournalsSideBySideAreMergedByReceiveTime() throws Exception {
    Journal left = journal();
    Journal right = journal();
    List<String> uids = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      uids.add(append(i % 3 == 0 ? left : right, records.measurement(50)));
    }
    right.close();
    try (Cursor cursor = left.openCursor("index")) {
      assertThat(drain(cursor)).containsExactlyElementsOf(uids);
      cursor.commit();
      assertThat(cursor.measurementsCommitted()).isEqualTo(20);
      assertThat(left.contents().measurementsEver()).isEqualTo(20);
    }
  }

  @Test
  void aReaderSeesWhatAJournalBesideItAppends() throws Exception {
    Journal reading = journal();
    Journal writing = journal();
    try (Cursor cursor = reading.openCursor("index")) {
      for (int i = 0; i < 5; i++) {
        String uid = append(writing, records.measurement(50));
        assertThat(Records.uids(cursor.poll(1, 1, SOON))).containsExactly(uid);
      }
    }
  }

  @Test
  void forEachAfterShowsWhatTheCursorHasNotPassed() throws Exception {
    Journal journal = journal();
    List<String> uids = appendSome(journal, 30);
    assertThat(envelopesAfter(journal, "index")).containsExactlyElementsOf(uids);
    try (Cursor cursor = journal.openCursor("index")) {
      cursor.poll(12, 1 << 20, SOON);
      cursor.commit();
      assertThat(envelopesAfter(journal, "index")).containsExactlyElementsOf(uids.subList(12, 30));
    }
    assertThat(envelopesAfter(journal, "archive")).containsExactlyElementsOf(uids);
  }

  private static List<String> envelopesAfter(Journal journal, String cursor) {
    List<String> uids = new ArrayList<>();
    journal.forEachAfter(cursor, envelope -> uids.add(envelope.uid().text()));
    return uids;
  }

  @Test
  void aClosedJournalTakesNothingIn() {
    Journal journal = journal();
    journal.close();
    journal.close();

    CompletableFuture<Position> refused = journal.append(records.measurement(10));

    assertThat(refused).isCompletedExceptionally();
    assertThat(refused.exceptionNow())
        .isInstanceOfSatisfying(
            JournalUnavailableException.class,
            e -> assertThat(e.reason()).isEqualTo(JournalUnavailableException.Reason.CLOSED));
    assertThat(journal.status().accepting()).isFalse();
    assertThat(journal.status().refusal()).isPresent();
  }

  @Test
  void closingCompletesWhatWaits() throws Exception {
    Journal journal = journal();
    List<CompletableFuture<Position>> futures = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      futures.add(journal.append(records.measurement(500)));
    }
    journal.close();
    assertThat(futures).allMatch(CompletableFuture::isDone);
    assertThat(futures).noneMatch(CompletableFuture::isCompletedExceptionally);
  }
}
