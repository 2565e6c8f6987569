package org.holdfast.journal.kafka;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.Map;
import org.holdfast.journal.Journal;
import org.holdfast.journal.JournalContract;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// The journal's promises over a real broker.
final class KafkaJournalTest extends JournalContract {
  private final String topic = Broker.newName();
  @TempDir private Path directory;

  @BeforeEach
  void createTopic() {
    Broker.shared().createTopic(topic, 3, Map.of());
  }

  @Override
  protected Journal open() {
    try {
      return KafkaJournal.open(
          KafkaOptions.of(Broker.shared().address(), topic, "node", directory.resolve("locks"))
              .expecting(1, 3, 64 << 20),
          new SimpleMeterRegistry());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
