package org.holdfast.journal.spool;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.holdfast.journal.Journal;
import org.holdfast.journal.JournalContract;
import org.holdfast.journal.kafka.Broker;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// The journal's promises over a real broker with a spool before it.
final class SpooledJournalTest extends JournalContract {
  private final String topic = Broker.newName();
  @TempDir private Path directory;
  private int opened;

  @BeforeEach
  void createTopic() {
    Broker.shared().createTopic(topic, 3, Map.of());
  }

  /// Every process has a spool of its own.
  @Override
  protected Journal open() {
    SpooledJournal journal =
        Spooled.open(
            Spooled.kafka(topic, directory),
            directory.resolve("spool-" + opened++),
            Duration.ofSeconds(5));
    Awaitility.await().until(() -> !journal.isSpooling());
    return journal;
  }
}
