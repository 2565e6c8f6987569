package org.holdfast.journal.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.holdfast.journal.JournalUnavailableException;
import org.holdfast.journal.JournalUnavailableException.Reason;
import org.holdfast.journal.Records;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said of a topic that is not as it should be; nothing is acknowledged that is not stored.
final class TopicMistakesTest {
  private final Broker broker = Broker.shared();
  private final Records records = new Records(Clock.systemUTC(), 3);
  private final String topic = Broker.newName();
  @TempDir private Path directory;

  private KafkaJournal open(KafkaOptions options) throws InterruptedException {
    return KafkaJournal.open(
        options.waiting(Duration.ofSeconds(5), Duration.ofMillis(300)), new SimpleMeterRegistry());
  }

  private KafkaOptions options() {
    return KafkaOptions.of(broker.address(), topic, "node", directory).expecting(1, 1, 1 << 20);
  }

  private void assertRefused(KafkaJournal journal, Reason reason, int bytes) {
    assertThat(journal.append(records.measurement(bytes)))
        .failsWithin(10, TimeUnit.SECONDS)
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .isInstanceOfSatisfying(
            JournalUnavailableException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void aMissingTopicIsNamedAndUsedOnceItIsThere() throws Exception {
    try (KafkaJournal journal = open(options())) {
      assertThat(journal.status().refusal().orElseThrow())
          .contains("topic '" + topic + "' does not exist", "create it");
      assertRefused(journal, Reason.UNREACHABLE, 10);

      broker.createTopic(topic, 1, Map.of());
      Awaitility.await().until(() -> journal.status().accepting());
      assertThat(journal.append(records.measurement(10))).succeedsWithin(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void settingsThatPromiseLessAreTold() throws Exception {
    broker.createTopic(
        topic, 2, Map.of("retention.ms", "604800000", "unclean.leader.election.enable", "true"));
    try (KafkaJournal journal = open(options().expecting(2, 4, 100 << 20))) {
      assertThat(journal.status().accepting()).isTrue();
      assertThat(String.join("\n", journal.status().notes()))
          .contains(
              "degraded: min.insync.replicas of topic '" + topic + "' is 1, and 2 is asked for",
              "has 2 partition(s), and 4 are asked for",
              "retention.ms=-1",
              "unclean.leader.election.enable=false",
              "max.message.bytes");
    }
  }

  @Test
  void aRecordTheTopicDoesNotTakeIsRefused() throws Exception {
    broker.createTopic(topic, 1, Map.of("max.message.bytes", "100000"));
    try (KafkaJournal journal = open(options())) {
      assertRefused(journal, Reason.TOO_LARGE, 200_000);
      assertThat(journal.append(records.measurement(50_000))).succeedsWithin(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void wrongCredentialsAreNamed() throws Exception {
    broker.createTopic(topic, 1, Map.of());
    Map<String, String> login =
        Map.of(
            "security.protocol",
            "SASL_PLAINTEXT",
            "sasl.mechanism",
            "PLAIN",
            "sasl.jaas.config",
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"probe\""
                + " password=\"wrong\";",
            KafkaJournal.USER,
            "probe");
    try (KafkaJournal journal =
        open(
            KafkaOptions.of(broker.loginAddress(), topic, "node", directory)
                .expecting(1, 1, 1 << 20)
                .connecting(login))) {
      assertThat(journal.status().refusal().orElseThrow())
          .contains("refuses the credentials of user 'probe'");
      assertRefused(journal, Reason.UNREACHABLE, 10);
    }
  }
}
