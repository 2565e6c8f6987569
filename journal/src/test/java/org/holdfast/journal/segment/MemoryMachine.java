package org.holdfast.journal.segment;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.holdfast.journal.Cursor;
import org.holdfast.journal.Cursor.Entry;
import org.holdfast.journal.Records;
import org.holdfast.model.envelope.JournalRecord;

/// A machine with one disk in memory, on which journals run and from time to time die.
final class MemoryMachine implements AutoCloseable {
  static final Path DIRECTORY = Path.of("/journal");

  final Records records;
  final List<Throwable> failures = new CopyOnWriteArrayList<>();
  final MeterRegistry meters = new SimpleMeterRegistry();
  private final Random random;
  private final List<SegmentJournal> running = new ArrayList<>();
  private SegmentOptions options = TestOptions.SMALL;
  private MemoryDisk disk;

  MemoryMachine(long seed) {
    this(new MemoryDisk(), seed);
  }

  MemoryMachine(MemoryDisk disk, long seed) {
    this.disk = disk;
    this.random = new Random(seed);
    this.records = new Records(Clock.systemUTC(), seed);
  }

  MemoryMachine with(SegmentOptions newOptions) {
    options = newOptions;
    return this;
  }

  MemoryDisk disk() {
    return disk;
  }

  SegmentJournal open() {
    SegmentJournal journal =
        SegmentJournal.open(
            disk,
            DIRECTORY,
            options,
            Clock.systemUTC(),
            new Random(random.nextLong()),
            meters,
            failures::add);
    running.add(journal);
    return journal;
  }

  /// All journals die; what they have handed to the kernel is there.
  void kill() {
    restartOn(disk.afterKill());
  }

  /// All journals die, and of what was not synced only parts are there.
  void losePower() {
    restartOn(disk.afterPowerLoss(random));
  }

  private void restartOn(MemoryDisk found) {
    disk = found;
    close();
    failures.clear();
  }

  /// Appends and waits for each.
  List<String> append(SegmentJournal journal, int count) throws Exception {
    List<String> uids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      JournalRecord record = records.measurement(random.nextInt(2_000));
      journal.append(record).get(10, SECONDS);
      uids.add(Records.uid(record));
    }
    return uids;
  }

  /// Everything a cursor has to give.
  static List<Entry> drain(Cursor cursor) throws InterruptedException {
    return drain(cursor, Duration.ofMillis(100));
  }

  /// Likewise, in a process that has opened the journal when no other lived: it knows all there is.
  static List<Entry> drainAtOnce(Cursor cursor) throws InterruptedException {
    return drain(cursor, Duration.ZERO);
  }

  private static List<Entry> drain(Cursor cursor, Duration patience) throws InterruptedException {
    List<Entry> all = new ArrayList<>();
    List<Entry> some = cursor.poll(50, 1 << 20, patience);
    while (!some.isEmpty()) {
      all.addAll(some);
      assertThat(all.size()).as("a cursor that comes to an end").isLessThan(100_000);
      some = cursor.poll(50, 1 << 20, patience);
    }
    return all;
  }

  /// Everything in the journal, by a new process, when no other lives.
  List<Entry> readAll() throws InterruptedException {
    try (SegmentJournal journal = open();
        Cursor cursor = journal.openCursor("check")) {
      return drainAtOnce(cursor);
    }
  }

  List<Path> segments() {
    return disk.files().stream().filter(f -> f.toString().endsWith(".segment")).toList();
  }

  @Override
  public void close() {
    running.forEach(SegmentJournal::close);
    running.clear();
  }
}
