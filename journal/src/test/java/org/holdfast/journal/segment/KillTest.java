package org.holdfast.journal.segment;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.holdfast.journal.Cursor;
import org.holdfast.journal.Cursor.Entry;
import org.holdfast.journal.Records;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` of a process that appends under load (invariant I1).
final class KillTest {
  @TempDir private Path directory;

  @Test
  void everythingAcknowledgedBeforeAKillIsThereOnce() throws Exception {
    List<String> acknowledged = new ArrayList<>();
    Random random = new Random();
    for (int round = 0; round < 3; round++) {
      acknowledged.addAll(appendUntilKilled(500 + random.nextInt(1_500)));
    }
    assertThat(acknowledged).hasSizeGreaterThan(1_500);

    List<String> read = new ArrayList<>();
    try (SegmentJournal journal = openHere();
        Cursor cursor = journal.openCursor("index")) {
      List<Entry> entries = cursor.poll(1_000, 1 << 20, Duration.ZERO);
      while (!entries.isEmpty()) {
        assertThat(entries).allMatch(Entry.Intact.class::isInstance);
        read.addAll(Records.uids(entries));
        entries = cursor.poll(1_000, 1 << 20, Duration.ZERO);
      }
    }
    assertThat(read).doesNotHaveDuplicates().containsAll(acknowledged);
  }

  @Test
  void aCursorLockedByAKilledProcessIsFree() throws Exception {
    appendUntilKilled(10);
    try (SegmentJournal journal = openHere()) {
      journal.openCursor("held").close();
    }
  }

  @Test
  void aCursorIsOpenOnlyOnceOverAllProcesses() throws Exception {
    Process process = start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII);
        SegmentJournal journal = openHere()) {
      assertThat(lines.readLine()).isNotNull();
      assertThatThrownBy(() -> journal.openCursor("held"))
          .isInstanceOf(IllegalStateException.class);
      // And what the living process appends is readable here meanwhile.
      try (Cursor cursor = journal.openCursor("index")) {
        assertThat(cursor.poll(1, 1, Duration.ofSeconds(20))).hasSize(1);
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private SegmentJournal openHere() {
    return SegmentJournal.open(
        directory,
        TestOptions.SMALL,
        Clock.systemUTC(),
        new SimpleMeterRegistry(),
        cause -> {
          throw new AssertionError(cause);
        });
  }

  private Process start() throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            AppendingProcess.class.getName(),
            directory.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /// The uids a process told of before it was killed, some time after it told of so many.
  private List<String> appendUntilKilled(int uids) throws Exception {
    Process process = start();
    List<String> told = new ArrayList<>();
    try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
      String line = lines.readLine();
      while (line != null) {
        // The last line may be cut; a whole uid was acknowledged before it was printed.
        if (line.endsWith(".")) {
          told.add(line.substring(0, line.length() - 1));
        }
        if (told.size() == uids) {
          // Through the handle, which leaves the pipe to be read to its end.
          process.toHandle().destroyForcibly();
        }
        line = lines.readLine();
      }
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor(10, SECONDS)).isTrue();
    assertThat(told.size()).isGreaterThanOrEqualTo(uids);
    return told;
  }
}
