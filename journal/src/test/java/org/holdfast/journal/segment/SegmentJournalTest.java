package org.holdfast.journal.segment;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import org.holdfast.journal.Journal;
import org.holdfast.journal.JournalContract;
import org.junit.jupiter.api.io.TempDir;

/// The journal's promises over real files.
final class SegmentJournalTest extends JournalContract {
  @TempDir private Path directory;

  @Override
  protected Journal open() {
    return SegmentJournal.open(
        directory.resolve("journal"),
        TestOptions.SMALL,
        Clock.systemUTC(),
        new SimpleMeterRegistry(),
        cause -> {
          throw new AssertionError("the journal failed", cause);
        });
  }
}
