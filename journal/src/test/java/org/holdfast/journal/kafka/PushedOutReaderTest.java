package org.holdfast.journal.kafka;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.holdfast.journal.Cursor;
import org.holdfast.journal.EntriesLostException;
import org.holdfast.journal.JournalUnavailableException;
import org.holdfast.journal.Records;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A reader that loses a partition and its place in the group in one and the same poll, or whose
/// client fails.
final class PushedOutReaderTest {
  private static final String CURSOR = "index";
  private static final int SENT = 20;
  private static final Duration MOMENT = Duration.ofMillis(100);

  /// What is waited for comes to pass at once; so long only where something is broken.
  private static final Duration LONG = Duration.ofSeconds(40);

  private final Broker broker = Broker.shared();
  private final String topic = Broker.newName();
  @TempDir private Path directory;
  private final List<KafkaConsumer<byte[], byte[]>> others = new ArrayList<>();

  private KafkaOptions options(String node) {
    return KafkaOptions.of(broker.address(), topic, node, directory)
        .expecting(1, 1, 1 << 20)
        .takingForDeadAfter(Duration.ofSeconds(2));
  }

  /// A member of the group that does not leave it when it ends.
  private KafkaConsumer<byte[], byte[]> other(String node) {
    KafkaConsumer<byte[], byte[]> member = new ClientSettings(options(node)).member(CURSOR);
    member.subscribe(List.of(topic));
    others.add(member);
    return member;
  }

  @AfterEach
  void endOthers() {
    others.forEach(KafkaConsumer::close);
    others.clear();
  }

  /// Runs something of this test when a partition has been taken from it.
  private static final class Watched extends KafkaConsumer<byte[], byte[]> {
    private final Runnable whenRevoked;
    private boolean fails;
    private boolean failed;

    Watched(Map<String, Object> settings, Runnable whenRevoked) {
      super(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
      this.whenRevoked = whenRevoked;
    }

    /// As where an answer is none to the oldest question: that one stays open for ever.
    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration patience) {
      if (fails && !failed) {
        failed = true;
        throw new IllegalStateException("correlation id");
      }
      return failed ? ConsumerRecords.empty() : super.poll(patience);
    }

    @Override
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
      super.subscribe(
          topics,
          new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> gone) {
              listener.onPartitionsRevoked(gone);
              whenRevoked.run();
            }

            @Override
            public void onPartitionsLost(Collection<TopicPartition> gone) {
              listener.onPartitionsLost(gone);
            }

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> added) {
              listener.onPartitionsAssigned(added);
            }
          });
    }
  }

  private Watched watched(Runnable whenRevoked) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.address());
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, options("one").group(CURSOR));
    settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, "one");
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 2_000);
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 100);
    return new Watched(settings, whenRevoked);
  }

  @Test
  @DisplayName("I5: a reader that comes back tells first that what it held may be another's")
  void whatWentInTheMomentOfBeingPushedOutIsTold() throws Exception {
    broker.createTopic(topic, 2, Map.of());
    append();
    KafkaConsumer<byte[], byte[]> second = other("two");
    reading(
        watched(() -> pushOut(second)),
        (cursor, offsets) -> {
          assertThat(read(cursor)).hasSize(SENT);

          // In the next poll a partition goes to the second machine, and then all to a ghost.
          Awaitility.await()
              .atMost(LONG)
              .until(() -> second.poll(MOMENT).isEmpty() && offsets.hasMember(CURSOR, "two"));
          assertThatThrownBy(() -> cursor.poll(SENT, 1 << 20, LONG))
              .isInstanceOf(JournalUnavailableException.class)
              .hasMessageStartingWith("another machine reads as 'one' too");
          endOthers();

          assertThatThrownBy(() -> readOnceItIsBack(cursor))
              .isInstanceOf(EntriesLostException.class);
          assertReadsAllAgain(cursor);
        });
  }

  @Test
  @DisplayName("I10: a reader whose client fails reads on with another one")
  void clientThatFailsIsReplaced() throws Exception {
    broker.createTopic(topic, 2, Map.of());
    append();
    Watched client = watched(() -> {});
    reading(
        client,
        (cursor, _) -> {
          assertThat(read(cursor)).hasSize(SENT);
          client.fails = true;
          assertThatThrownBy(() -> cursor.poll(SENT, 1 << 20, MOMENT))
              .isInstanceOf(JournalUnavailableException.class)
              .hasMessage("Kafka's client has failed and is replaced: correlation id");
          assertThatThrownBy(() -> readOnceItIsBack(cursor))
              .isInstanceOf(EntriesLostException.class);
          assertReadsAllAgain(cursor);
        });
  }

  private static void assertReadsAllAgain(Cursor cursor) throws InterruptedException {
    assertThat(read(cursor)).doesNotHaveDuplicates().hasSize(SENT);
    cursor.commit();
    assertThat(cursor.measurementsCommitted()).isEqualTo(SENT);
  }

  @FunctionalInterface
  private interface Reading {
    void with(Cursor cursor, GroupOffsets offsets) throws Exception;
  }

  /// @param first what a cursor reads by at first; later it makes its clients as always
  private void reading(Watched first, Reading action) throws Exception {
    KafkaOptions options = options("one");
    ClientSettings settings = new ClientSettings(options);
    List<KafkaConsumer<byte[], byte[]>> clients = new ArrayList<>(List.of(first));
    try (Admin admin = settings.admin();
        TopicWatch watch = TopicWatch.start(options, admin)) {
      watch.awaitFirstLook(LONG);
      GroupOffsets offsets = new GroupOffsets(options, admin, watch);
      CursorLock lock = CursorLock.tryLock(directory, CURSOR).orElseThrow();
      try (Cursor cursor =
          KafkaCursor.open(
              options,
              CURSOR,
              () -> clients.isEmpty() ? settings.member(CURSOR) : clients.removeFirst(),
              lock,
              offsets,
              watch)) {
        action.with(cursor, offsets);
      }
    }
  }

  /// Another member takes this one's place, under its name. The second one takes part, so that the
  /// group can agree.
  private void pushOut(KafkaConsumer<byte[], byte[]> second) {
    KafkaConsumer<byte[], byte[]> ghost = other("one");
    Awaitility.await()
        .atMost(LONG)
        .until(
            () ->
                second.poll(Duration.ZERO).isEmpty()
                    && ghost.poll(MOMENT).count() >= 0
                    && !ghost.assignment().isEmpty());
  }

  private static List<String> read(Cursor cursor) throws InterruptedException {
    List<String> given = new ArrayList<>();
    long end = System.nanoTime() + LONG.toNanos();
    while (given.size() < SENT && System.nanoTime() < end) {
      given.addAll(Records.uids(cursor.poll(SENT, 1 << 20, MOMENT)));
    }
    return given;
  }

  /// Until then it says only that there is another of its name.
  private static List<Cursor.Entry> readOnceItIsBack(Cursor cursor) throws InterruptedException {
    long end = System.nanoTime() + LONG.toNanos();
    while (System.nanoTime() < end) {
      try {
        List<Cursor.Entry> entries = cursor.poll(SENT, 1 << 20, MOMENT);
        if (!entries.isEmpty()) {
          return entries;
        }
      } catch (JournalUnavailableException e) {
        assertThat(e).hasMessageStartingWith("another machine reads as 'one' too");
      }
    }
    return List.of();
  }

  private void append() throws Exception {
    Records records = new Records(Clock.systemUTC(), 12);
    try (KafkaJournal journal = KafkaJournal.open(options("writer"), new SimpleMeterRegistry())) {
      for (int i = 0; i < SENT; i++) {
        var _ = journal.append(records.measurement(50)).get(10, SECONDS);
      }
    }
  }
}
