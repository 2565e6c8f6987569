package org.holdfast.journal.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.holdfast.journal.Cursor;
import org.holdfast.journal.Records;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Directories as earlier releases left them, under `formats/<version>`: one writer retired (three
/// measurements), one that ended in order and whose first two records were read, one killed in the
/// middle of a write. A format once released is read for ever; a directory is added with each.
final class ReleasedFormatsTest {
  private static final int RETIRED = 3;
  private static final int READ_BEFORE = 2;
  private static final int OPENED_AND_CLOSED = 2;
  private static final SegmentOptions OPTIONS =
      SegmentOptions.DEFAULTS.withReserveBytes(0).withRequiredCursors(Set.of("index"));

  @TempDir Path directory;
  private List<String> written;

  @BeforeEach
  void lay() throws IOException, URISyntaxException {
    Path fixture = Path.of(getClass().getResource("/formats/1").toURI());
    try (Stream<Path> files = Files.walk(fixture)) {
      for (Path file : files.toList()) {
        Path copy = directory.resolve(fixture.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
    written =
        Files.readAllLines(directory.resolve("uids.txt")).stream()
            .filter(line -> !line.startsWith("#"))
            .toList();
  }

  private SegmentJournal open() {
    return SegmentJournal.open(
        directory, OPTIONS, Clock.systemUTC(), new SimpleMeterRegistry(), failure -> {});
  }

  @Test
  @DisplayName("I11: what version 1 wrote is read on from where its reader stood, and counted")
  void versionOneIsReadOn() throws Exception {
    try (SegmentJournal journal = open();
        Cursor cursor = journal.openCursor("index")) {
      List<String> expected = new ArrayList<>(written.subList(READ_BEFORE, written.size()));

      assertThat(Records.uids(MemoryMachine.drain(cursor))).isEqualTo(expected);
      long measurements = (long) RETIRED + written.size() - OPENED_AND_CLOSED;
      assertThat(journal.contents().measurementsEver()).isEqualTo(measurements);
      cursor.commit();
      assertThat(cursor.measurementsCommitted()).isEqualTo(measurements);
      journal.retain();
      assertThat(journal.contents().measurementsEver()).isEqualTo(measurements);
    }
  }

  /// So that after a roll-back the release before can read it. Whoever changes what a segment may
  /// hold in a way it cannot understand raises the version: it then leaves such segments alone
  /// until the later release is back.
  @Test
  @DisplayName("I11: what is written today is version 1")
  void todayIsVersionOne() throws Exception {
    try (SegmentJournal journal = open()) {
      journal.append(new Records(Clock.systemUTC(), 1).measurement(100)).get();
    }
    LocalDisk disk = new LocalDisk();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".segment")).toList()) {
        SegmentName name = SegmentName.ofFile(file.getFileName().toString()).orElseThrow();
        try (SegmentReader segment = SegmentReader.open(disk, directory, name).orElseThrow()) {
          assertThat(segment.header().version()).isEqualTo(1);
        }
      }
    }
    try (SegmentJournal journal = open();
        Cursor cursor = journal.openCursor("another")) {
      assertThat(MemoryMachine.drain(cursor)).hasSize(written.size() + 1);
    }
  }
}
