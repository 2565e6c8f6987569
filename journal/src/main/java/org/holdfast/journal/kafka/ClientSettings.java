package org.holdfast.journal.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Kafka's clients, set so that the promises hold.
final class ClientSettings {
  /// A reader that works on one round for longer than this loses its partitions to others.
  private static final int LONGEST_ROUND_MILLIS = 30 * 60_000;

  private static final int RECONNECT_MILLIS = 100;
  private static final int RECONNECT_MAX_MILLIS = 1_000;

  private final KafkaOptions options;

  ClientSettings(KafkaOptions options) {
    this.options = options;
  }

  private Map<String, Object> common() {
    Map<String, Object> settings = new HashMap<>(options.client());
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, options.bootstrap());
    settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, RECONNECT_MILLIS);
    settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MAX_MILLIS);
    settings.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, patience());
    settings.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, patience());
    // Nothing about this installation is sent to brokers unasked.
    settings.put("enable.metrics.push", false);
    return settings;
  }

  private long patience() {
    return options.patience().toMillis();
  }

  Admin admin() {
    Map<String, Object> settings = common();
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) patience());
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) patience());
    return Admin.create(settings);
  }

  /// All in-sync replicas acknowledge. The same batch is sent, under the same sequence number,
  /// until the broker has answered, so that it stands in the log once however often the connection
  /// breaks: there is no time after which the producer gives up and nobody knows.
  KafkaProducer<byte[], byte[]> producer() {
    Map<String, Object> settings = common();
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) (2 * patience()));
    settings.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, RECONNECT_MAX_MILLIS);
    // On its way and on the brokers; readers get the bodies as they were received.
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 1);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 500);
    settings.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, 24L * 3_600_000);
    settings.put(ProducerConfig.METADATA_MAX_AGE_CONFIG, 60_000);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, options.maxRecordBytes());
    settings.put(
        ProducerConfig.BUFFER_MEMORY_CONFIG, options.queueBytes() + options.maxRecordBytes());
    return new KafkaProducer<>(
        properties(settings), new ByteArraySerializer(), new ByteArraySerializer());
  }

  /// A member of the cursor's group.
  KafkaConsumer<byte[], byte[]> member(String cursor) {
    Map<String, Object> settings = reading();
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, options.group(cursor));
    settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, options.node());
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    // A question at the end of the log holds up those at the place a cursor goes back to.
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    int silence = Math.toIntExact(options.silence().toMillis());
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, Math.min(1_000, silence / 3));
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, silence);
    settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, LONGEST_ROUND_MILLIS);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return consumer(settings);
  }

  /// A reader of chosen places, in no group. It never jumps to another place by itself.
  ///
  /// @param partitionBytes how much is fetched at once of a partition, about
  KafkaConsumer<byte[], byte[]> reader(int partitionBytes) {
    Map<String, Object> settings = reading();
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, partitionBytes);
    // Whoever jumps about must not wait for what may come at the end of the log.
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 5);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    return consumer(settings);
  }

  private Map<String, Object> reading() {
    Map<String, Object> settings = common();
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) (2 * patience()));
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) patience());
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 << 20);
    return settings;
  }

  private static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> settings) {
    return new KafkaConsumer<>(
        properties(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static Properties properties(Map<String, Object> settings) {
    Properties properties = new Properties();
    properties.putAll(settings);
    return properties;
  }
}
