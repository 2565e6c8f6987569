package org.holdfast.journal.segment;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import java.util.Arrays;
import org.holdfast.journal.Records;

/// Whatever stands in the files of a journal, it opens, is read to its end and gives only what
/// checks out.
final class SegmentReaderFuzz {

  /// The input is a segment file as it is.
  @FuzzTest
  void anyBytesAsASegment(byte[] data) throws Exception {
    try (MemoryMachine machine = new MemoryMachine(1)) {
      machine.open().close();
      Path file = MemoryMachine.DIRECTORY.resolve("20260101000000000000-00000001.00000001.segment");
      machine.disk().create(file).close();
      machine.disk().tamper(file, bytes -> data);
      readTwice(machine);
    }
  }

  /// The input says how to change a whole journal: checksums keep changes of raw bytes from getting
  /// far.
  @FuzzTest
  void anyChangeOfAJournal(FuzzedDataProvider data) throws Exception {
    try (MemoryMachine machine =
        new MemoryMachine(1).with(TestOptions.SMALL.withSegmentBytes(3_000))) {
      SegmentJournal journal = machine.open();
      machine.append(journal, 6);
      if (data.consumeBoolean()) {
        journal.close();
      } else {
        machine.kill();
      }
      for (int i = 0; i < 8 && data.remainingBytes() > 0; i++) {
        Path file = data.pickValue(machine.disk().files());
        int offset = data.consumeInt(0, 4_000);
        byte[] replacement = data.consumeBytes(64);
        boolean cut = data.consumeBoolean();
        machine.disk().tamper(file, bytes -> changed(bytes, offset, replacement, cut));
      }
      readTwice(machine);
    }
  }

  private static byte[] changed(byte[] bytes, int offset, byte[] replacement, boolean cut) {
    byte[] changed = cut ? Arrays.copyOf(bytes, Math.min(bytes.length, offset)) : bytes;
    int length = Math.clamp(changed.length - offset, 0, replacement.length);
    if (length > 0) {
      System.arraycopy(replacement, 0, changed, offset, length);
    }
    return changed;
  }

  /// Reading twice from the same state gives the same, and the journal goes on working.
  private static void readTwice(MemoryMachine machine) throws Exception {
    int first = Records.uids(machine.readAll()).size();
    assertThat(Records.uids(machine.readAll())).hasSize(first);
    try (SegmentJournal journal = machine.open()) {
      machine.append(journal, 1);
      journal.retain();
    }
    assertThat(Records.uids(machine.readAll())).hasSize(first + 1);
  }
}
