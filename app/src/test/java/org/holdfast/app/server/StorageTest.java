package org.holdfast.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import org.holdfast.journal.Journal;
import org.holdfast.journal.segment.SegmentOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageTest {
  private final MeterRegistry meters = new SimpleMeterRegistry();

  @TempDir Path data;

  /// It is tried again every second, for as long as nobody mends it.
  @Test
  void spoolThatCannotBeOpenedLeavesNoJournalOpenBehind() throws Exception {
    Path inTheWay = Files.createDirectories(data.resolve("spool/directory.lock"));
    Set<Thread> before = journalThreads();

    assertThatThrownBy(this::open).isInstanceOf(UncheckedIOException.class);

    Set<Thread> left = journalThreads();
    left.removeAll(before);
    assertThat(left).isEmpty();
    assertThat(meters.find("holdfast.journal.accepting").gauge()).isNull();

    Files.delete(inTheWay);
    try (Journal journal = open()) {
      assertThat(journal.status().accepting()).isTrue();
    }
  }

  private Journal open() throws IOException {
    return Storage.openSegments(
        data, SegmentOptions.DEFAULTS, Clock.systemUTC(), meters, new StopSignal());
  }

  private static Set<Thread> journalThreads() {
    Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
    threads.removeIf(thread -> !thread.getName().startsWith("journal-"));
    return threads;
  }
}
