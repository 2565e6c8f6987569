package org.holdfast.journal.segment;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.holdfast.journal.Cursor;
import org.holdfast.journal.Cursor.Entry;
import org.holdfast.journal.Records;
import org.holdfast.model.envelope.JournalRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is found after processes died and files were harmed.
final class RecoveryTest {
  private final MemoryMachine machine = new MemoryMachine(11);

  @AfterEach
  void close() {
    machine.close();
  }

  @Test
  void everyTornTailOfARecordRecovers() throws Exception {
    SegmentJournal journal = machine.open();
    List<String> whole = machine.append(journal, 2);
    JournalRecord small = machine.records.measurement(10);
    journal.append(small).get(10, SECONDS);
    whole.add(Records.uid(small));
    machine.kill();
    MemoryDisk image = machine.disk().copy();
    Path segment = machine.segments().getFirst();
    int end = image.contents(segment).length;
    long[] offsets = offsets(image, segment);
    int lastRecord = (int) offsets[2];
    int lastEnd = (int) (offsets[2] + lengthAt(image, segment, offsets[2]));
    for (int length = lastRecord; length < end; length++) {
      MemoryDisk torn = image.copy();
      int cut = length;
      torn.tamper(segment, bytes -> Arrays.copyOf(bytes, cut));
      try (MemoryMachine after = new MemoryMachine(torn, 1)) {
        int kept = cut >= lastEnd ? 3 : 2;
        List<String> more;
        try (SegmentJournal reopened = after.open()) {
          more = after.append(reopened, 1);
        }
        List<String> expected = new ArrayList<>(whole.subList(0, kept));
        expected.addAll(more);
        List<Entry> entries = after.readAll();
        assertThat(entries).as("cut at %s", cut).allMatch(Entry.Intact.class::isInstance);
        assertThat(Records.uids(entries)).as("cut at %s", cut).isEqualTo(expected);
      }
    }
  }

  private static int lengthAt(MemoryDisk disk, Path segment, long offset) throws Exception {
    SegmentName name = SegmentName.ofFile(segment.getFileName().toString()).orElseThrow();
    try (SegmentReader reader =
        SegmentReader.open(disk, MemoryMachine.DIRECTORY, name).orElseThrow()) {
      return (int) reader.headerAt(offset).orElseThrow().length();
    }
  }

  @Test
  void damageInTheMiddleIsSetAsideWithItsBytesAndTheRestIsServed() throws Exception {
    SegmentJournal journal = machine.open();
    List<String> uids = machine.append(journal, 9);
    machine.kill();
    Path segment = machine.segments().getFirst();
    long[] offsets = offsets(machine.disk(), segment);
    int from = (int) offsets[4];
    int length = lengthAt(machine.disk(), segment, from);
    machine
        .disk()
        .tamper(
            segment,
            bytes -> {
              Arrays.fill(bytes, from + 10, from + 40, (byte) 0x55);
              return bytes;
            });

    List<Entry> entries = machine.readAll();

    List<String> others = new ArrayList<>(uids);
    others.remove(4);
    assertThat(Records.uids(entries)).isEqualTo(others);
    assertThat(entries.get(4))
        .isInstanceOfSatisfying(
            Entry.Damaged.class,
            damaged -> {
              assertThat(damaged.measurements()).isEqualTo(1);
              assertThat(damaged.bytes().length).isEqualTo(length);
              assertThat(damaged.bytes()).contains(new byte[] {0x55, 0x55, 0x55});
              assertThat(damaged.problem()).isNotBlank();
            });
  }

  /// Where the records of a segment stand.
  private static long[] offsets(MemoryDisk disk, Path segment) throws Exception {
    List<Long> offsets = new ArrayList<>();
    SegmentName name = SegmentName.ofFile(segment.getFileName().toString()).orElseThrow();
    try (SegmentReader reader =
        SegmentReader.open(disk, MemoryMachine.DIRECTORY, name).orElseThrow()) {
      long at = SegmentHeader.FIRST_RECORD;
      while (reader.headerAt(at).isPresent()) {
        RecordHeader header = reader.headerAt(at).get();
        if (header.type().isRecord()) {
          offsets.add(at);
        }
        at += header.length();
      }
    }
    return offsets.stream().mapToLong(Long::longValue).toArray();
  }

  @Test
  void damageCountsTheMeasurementsThatStoodThere() throws Exception {
    try (SegmentJournal journal = machine.open()) {
      machine.append(journal, 9);
    }
    Path segment = machine.segments().getFirst();
    long[] offsets = offsets(machine.disk(), segment);
    machine
        .disk()
        .tamper(
            segment,
            bytes -> {
              Arrays.fill(bytes, (int) offsets[2], (int) offsets[6], (byte) 0);
              return bytes;
            });

    try (SegmentJournal journal = machine.open();
        Cursor cursor = journal.openCursor("index")) {
      List<Entry> entries = MemoryMachine.drain(cursor);
      assertThat(entries).hasSize(6);
      assertThat(((Entry.Damaged) entries.get(2)).measurements()).isEqualTo(4);
      cursor.commit();
      assertThat(cursor.measurementsCommitted()).isEqualTo(9);
      assertThat(journal.contents().measurementsEver()).isEqualTo(9);
      assertThat(machine.meters.get("holdfast.journal.damaged").counter().count()).isEqualTo(1);
    }
  }

  @Test
  void bothCopiesOfAHeaderMayBeLostOnceTheSegmentIsSealed() throws Exception {
    List<String> uids;
    try (SegmentJournal journal = machine.open()) {
      uids = machine.append(journal, 5);
    }
    machine
        .disk()
        .tamper(
            machine.segments().getFirst(),
            bytes -> {
              Arrays.fill(bytes, 0, SegmentHeader.FIRST_RECORD, (byte) 0);
              return bytes;
            });
    assertThat(Records.uids(machine.readAll())).isEqualTo(uids);
  }

  @Test
  void filesWithoutAHeaderAreSetAside() throws Exception {
    List<String> uids;
    try (SegmentJournal journal = machine.open()) {
      uids = machine.append(journal, 5);
    }
    // One with bytes where records would stand, and an empty one that others follow.
    put("20260101000000000000-00000001.00000001", 5_000);
    put("20260101000000000000-00000002.00000001", 0);
    put("20260101000000000000-00000002.00000002", 5_000);

    assertThat(Records.uids(machine.readAll())).isEqualTo(uids);
    assertThat(machine.segments()).filteredOn(f -> f.toString().contains("set-aside")).hasSize(3);
    assertThat(machine.disk().list(MemoryMachine.DIRECTORY.resolve("set-aside"))).hasSize(3);
  }

  @Test
  void segmentsWhoseWriterDiedWhileItMadeThemAreDeleted() throws Exception {
    List<String> uids;
    try (SegmentJournal journal = machine.open()) {
      uids = machine.append(journal, 5);
    }
    Path unbegun = put("20260101000000000000-00000000.00000001", 0);
    Path torn = put("29990101000000000000-ffffffff.00000007", SegmentHeader.LENGTH - 1);
    Path zeroes = put("29990101000000000000-fffffffe.00000001", SegmentHeader.FIRST_RECORD);

    assertThat(Records.uids(machine.readAll())).isEqualTo(uids);
    machine.losePower();
    assertThat(machine.disk().list(MemoryMachine.DIRECTORY))
        .doesNotContain(
            unbegun.getFileName().toString(),
            torn.getFileName().toString(),
            zeroes.getFileName().toString());
    assertThat(machine.disk().list(MemoryMachine.DIRECTORY.resolve("set-aside"))).isEmpty();
    try (SegmentJournal journal = machine.open();
        Cursor cursor = journal.openCursor("once-more")) {
      assertThat(Records.uids(MemoryMachine.drainAtOnce(cursor))).isEqualTo(uids);
      assertThat(machine.meters.get("holdfast.journal.set.aside").gauge().value()).isZero();
    }
  }

  private Path put(String name, int zeroes) throws IOException {
    Path file = MemoryMachine.DIRECTORY.resolve(name + ".segment");
    machine.disk().create(file).close();
    machine.disk().tamper(file, bytes -> new byte[zeroes]);
    return file;
  }

  @Test
  void aSegmentOfALaterFormatIsLeftAlone() throws Exception {
    try (SegmentJournal journal = machine.open()) {
      machine.append(journal, 5);
    }
    Path segment = machine.segments().getFirst();
    SegmentHeader header =
        SegmentHeader.decode(Arrays.copyOf(machine.disk().contents(segment), SegmentHeader.LENGTH))
            .orElseThrow();
    byte[] later =
        new SegmentHeader(
                2,
                header.name(),
                header.mark(),
                header.firstSequence(),
                header.firstMeasurement(),
                header.createdMicros())
            .encode();
    machine
        .disk()
        .tamper(
            segment,
            bytes -> {
              System.arraycopy(later, 0, bytes, 0, later.length);
              return bytes;
            });
    byte[] before = machine.disk().contents(segment);

    assertThat(machine.readAll()).isEmpty();
    SegmentJournal journal = machine.open();
    machine.append(journal, 1);
    for (String cursor : List.of("index", "archive", "check")) {
      try (Cursor open = journal.openCursor(cursor)) {
        assertThat(MemoryMachine.drain(open)).hasSize(1);
        open.commit();
      }
    }
    journal.retain();
    assertThat(machine.disk().contents(segment)).isEqualTo(before);
  }

  @Test
  void aWriterThatDiesBesideAnotherIsRepairedWithoutARestart() throws Exception {
    try (MemoryMachine other = new MemoryMachine(machine.disk(), 3)) {
      SegmentJournal surviving = machine.open();
      SegmentJournal dying = other.open();
      List<String> uids = other.append(dying, 4);
      // It dies: its lock goes, its last segment stays as it is.
      machine
          .disk()
          .failWith(
              (what, file) -> {
                if (Thread.currentThread().getName().equals("journal-writer")
                    && what.equals("force")) {
                  throw new IOException("dead");
                }
              });
      dying.append(other.records.measurement(10)).exceptionally(e -> null);
      await().until(() -> !other.failures.isEmpty());
      dying.close();
      machine.disk().failWith((what, file) -> {});

      try (Cursor cursor = surviving.openCursor("index")) {
        List<String> read = new ArrayList<>();
        await()
            .until(
                () -> {
                  read.addAll(Records.uids(MemoryMachine.drain(cursor)));
                  return read.size() == uids.size();
                });
        assertThat(read).isEqualTo(uids);
      }
    }
  }

  @Test
  void aLivingWriterBesideIsNotRepaired() throws Exception {
    SegmentJournal living = machine.open();
    List<String> uids = machine.append(living, 3);
    SegmentJournal beside = machine.open();
    uids.addAll(machine.append(living, 3));
    uids.addAll(machine.append(beside, 1));
    living.close();
    beside.close();
    List<Entry> entries = machine.readAll();
    assertThat(entries).allMatch(Entry.Intact.class::isInstance);
    assertThat(Records.uids(entries)).isEqualTo(uids);
  }

  @Test
  void aReaderBesideNeverSeesWhatIsNotSynced() throws Exception {
    SegmentJournal writing = machine.open();
    List<String> uids = machine.append(writing, 2);
    SegmentJournal reading = machine.open();
    CountDownLatch syncing = new CountDownLatch(1);
    machine
        .disk()
        .failWith(
            (what, file) -> {
              if (what.equals("force") && file.toString().endsWith(".segment")) {
                syncing.countDown();
                throw new IOException("no sync");
              }
              if (what.equals("truncate")) {
                throw new IOException("nor taking back");
              }
            });
    writing.append(machine.records.measurement(100)).exceptionally(e -> null);
    syncing.await();
    await().until(() -> !machine.failures.isEmpty());
    try (Cursor cursor = reading.openCursor("index")) {
      assertThat(Records.uids(MemoryMachine.drain(cursor))).isEqualTo(uids);
    }
  }
}
