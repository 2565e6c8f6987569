package org.holdfast.journal.segment;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import org.holdfast.journal.Cursor;
import org.holdfast.journal.Cursor.Entry;
import org.holdfast.journal.Position;
import org.holdfast.journal.Records;
import org.holdfast.model.envelope.JournalRecord;

/// Whatever was acknowledged is read back, in order, once; whatever happens in between.
final class SegmentJournalProperties {

  enum Step {
    APPEND,
    /// Appends without waiting, so that what comes next finds the writer at work.
    APPEND_ON,
    CONSUME,
    CONSUME_AND_REWIND,
    RETAIN,
    REOPEN,
    KILL,
    POWER_LOSS
  }

  @Provide
  Arbitrary<List<Step>> histories() {
    return Arbitraries.frequency(
            Tuple.of(5, Step.APPEND),
            Tuple.of(4, Step.APPEND_ON),
            Tuple.of(5, Step.CONSUME),
            Tuple.of(1, Step.CONSUME_AND_REWIND),
            Tuple.of(2, Step.RETAIN),
            Tuple.of(1, Step.REOPEN),
            Tuple.of(2, Step.KILL),
            Tuple.of(2, Step.POWER_LOSS))
        .list()
        .ofMinSize(5)
        .ofMaxSize(30);
  }

  @Property(tries = 120, shrinking = ShrinkingMode.OFF)
  void theLawHolds(@ForAll("histories") List<Step> steps, @ForAll long seed) throws Exception {
    try (History history = new History(seed)) {
      for (Step step : steps) {
        history.take(step);
      }
      history.check();
    }
  }

  /// One run of steps, and what was promised in it.
  private static final class History implements AutoCloseable {
    private final Random random;
    private final MemoryMachine machine;
    private final List<CompletableFuture<String>> pending = new ArrayList<>();
    private final List<String> acknowledged = new ArrayList<>();
    private final List<String> consumed = new ArrayList<>();
    private boolean powerWasLost;
    private SegmentJournal journal;
    private Cursor cursor;

    History(long seed) {
      random = new Random(seed);
      machine =
          new MemoryMachine(seed)
              .with(
                  TestOptions.SMALL.withSegmentBytes(6_000).withRequiredCursors(Set.of("reader")));
      journal = machine.open();
      cursor = journal.openCursor("reader");
    }

    void take(Step step) throws Exception {
      switch (step) {
        case APPEND -> {
          append(1 + random.nextInt(5));
          settle();
        }
        case APPEND_ON -> append(1 + random.nextInt(30));
        case CONSUME -> {
          List<String> uids = poll(1 + random.nextInt(40));
          cursor.commit();
          consumed.addAll(uids);
        }
        case CONSUME_AND_REWIND -> {
          List<String> uids = poll(20);
          cursor.rewind();
          // More may have become durable meanwhile.
          assertThat(poll(1_000)).startsWith(uids.toArray(String[]::new));
          cursor.rewind();
        }
        case RETAIN -> journal.retain();
        case REOPEN -> {
          journal.close();
          settle();
          reopen();
        }
        case KILL -> {
          machine.kill();
          settle();
          reopen();
        }
        case POWER_LOSS -> {
          powerWasLost = true;
          machine.losePower();
          settle();
          reopen();
        }
      }
    }

    private void append(int count) {
      for (int i = 0; i < count; i++) {
        JournalRecord record = machine.records.measurement(random.nextInt(1_500));
        CompletableFuture<Position> future = journal.append(record);
        pending.add(future.thenApply(position -> Records.uid(record)));
      }
    }

    private void settle() throws Exception {
      for (CompletableFuture<String> future : pending) {
        String uid = future.exceptionally(e -> "").get(10, SECONDS);
        if (!uid.isEmpty()) {
          acknowledged.add(uid);
        }
      }
      pending.clear();
    }

    private List<String> poll(int most) throws InterruptedException {
      List<Entry> entries = cursor.poll(most, 1 << 20, Duration.ofMillis(5));
      entries.forEach(this::checkEntry);
      return Records.uids(entries);
    }

    /// Only writes that the power cut through leave damage.
    private void checkEntry(Entry entry) {
      if (!powerWasLost) {
        assertThat(entry).isInstanceOf(Entry.Intact.class);
      }
    }

    private void reopen() {
      cursor.close();
      journal = machine.open();
      cursor = journal.openCursor("reader");
    }

    void check() throws Exception {
      take(Step.REOPEN);
      List<Entry> rest = MemoryMachine.drainAtOnce(cursor);
      rest.forEach(this::checkEntry);
      cursor.commit();
      consumed.addAll(Records.uids(rest));
      assertThat(consumed).doesNotHaveDuplicates();
      Set<String> missing = new HashSet<>(acknowledged);
      missing.removeAll(consumed);
      assertThat(missing).as("acknowledged and lost").isEmpty();
      assertThat(consumed).as("order of receipt").isSorted();
      assertThat(cursor.measurementsCommitted()).isEqualTo(journal.contents().measurementsEver());
      journal.retain();
      assertThat(journal.contents().bytes()).as("all was deleted").isZero();
      assertThat(cursor.measurementsCommitted()).isEqualTo(journal.contents().measurementsEver());
      if (!powerWasLost) {
        assertThat(journal.contents().measurementsEver()).isEqualTo(consumed.size());
      }
    }

    @Override
    public void close() {
      machine.close();
    }
  }

  @Property(tries = 400, shrinking = ShrinkingMode.OFF)
  void aBitFlipAnywhereCostsAtMostTheRecordItIsIn(@ForAll long seed, @ForAll boolean sealed)
      throws Exception {
    Random random = new Random(seed);
    try (MemoryMachine machine =
        new MemoryMachine(seed).with(TestOptions.SMALL.withSegmentBytes(8_000))) {
      SegmentJournal journal = machine.open();
      List<String> uids = machine.append(journal, 12);
      if (sealed) {
        journal.close();
      } else {
        machine.kill();
      }
      List<Path> files = machine.segments();
      Path file = files.get(random.nextInt(files.size()));
      machine
          .disk()
          .tamper(
              file,
              bytes -> {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                return bytes;
              });

      List<Entry> entries = machine.readAll();

      List<String> read = Records.uids(entries);
      assertThat(uids).containsSubsequence(read);
      assertThat(read).hasSizeGreaterThanOrEqualTo(uids.size() - 1);
    }
  }

  @Property(tries = 150, shrinking = ShrinkingMode.OFF)
  void whatDamageCostsIsCounted(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    try (MemoryMachine machine =
        new MemoryMachine(seed).with(TestOptions.SMALL.withSegmentBytes(8_000))) {
      SegmentJournal journal = machine.open();
      List<String> uids = machine.append(journal, 15);
      journal.close();
      List<Path> files = machine.segments();
      Path file = files.get(random.nextInt(files.size()));
      machine
          .disk()
          .tamper(
              file,
              bytes -> {
                // Anything between the headers and the footer.
                int from = SegmentHeader.FIRST_RECORD;
                int to = bytes.length - RecordHeader.LENGTH - SegmentHeader.LENGTH;
                int start = random.nextInt(from, to);
                int length = random.nextInt(to - start);
                for (int i = 0; i < length; i++) {
                  bytes[start + i] = (byte) random.nextInt();
                }
                return bytes;
              });

      List<Entry> entries = machine.readAll();

      int damaged =
          entries.stream().mapToInt(e -> e instanceof Entry.Damaged d ? d.measurements() : 0).sum();
      List<String> read = Records.uids(entries);
      assertThat(uids).containsSubsequence(read);
      assertThat(read.size() + damaged).isEqualTo(uids.size());
    }
  }
}
