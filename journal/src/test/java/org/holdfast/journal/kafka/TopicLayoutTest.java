package org.holdfast.journal.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.holdfast.journal.Records;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.EnvelopeCodec;
import org.holdfast.model.envelope.JournalRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What others find in the topic, by Kafka's own client.
final class TopicLayoutTest {
  private final Broker broker = Broker.shared();
  private final Records records = new Records(Clock.systemUTC(), 29);
  private final String topic = Broker.newName();
  @TempDir private Path directory;

  @Test
  void aRecordIsItsBodyAsReceivedUnderItsReportWithItsEnvelopeBeside() throws Exception {
    broker.createTopic(topic, 1, Map.of());
    JournalRecord record = records.measurement(30_000);
    try (KafkaJournal journal =
        KafkaJournal.open(
            KafkaOptions.of(broker.address(), topic, "node", directory).expecting(1, 1, 1 << 20),
            new SimpleMeterRegistry())) {
      var _ = journal.append(record).get(20, SECONDS);
    }
    ConsumerRecord<byte[], byte[]> stored = onlyRecord();
    assertThat(stored.value()).isEqualTo(record.body());
    assertThat(stored.key()).asString(UTF_8).isEqualTo(record.envelope().reportId());
    assertThat(stored.timestamp()).isEqualTo(record.envelope().receivedAt().toEpochMilli());
    assertThat(header(stored, "holdfast-format")).asString(US_ASCII).isEqualTo("1");
    assertThat(header(stored, "holdfast-envelope-version"))
        .asString(US_ASCII)
        .isEqualTo(Integer.toString(Envelope.VERSION));
    byte[] envelope = header(stored, "holdfast-envelope");
    assertThat(EnvelopeCodec.decode(envelope, 0, envelope.length)).isEqualTo(record.envelope());
  }

  private static byte[] header(ConsumerRecord<byte[], byte[]> record, String name) {
    return record.headers().lastHeader(name).value();
  }

  private ConsumerRecord<byte[], byte[]> onlyRecord() {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.address()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seek(partition, 0);
      List<ConsumerRecord<byte[], byte[]>> found =
          consumer.poll(Duration.ofSeconds(20)).records(partition);
      assertThat(found).hasSize(1);
      return found.getFirst();
    }
  }
}
