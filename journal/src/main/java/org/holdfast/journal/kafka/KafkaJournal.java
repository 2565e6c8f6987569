package org.holdfast.journal.kafka;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.holdfast.journal.Cursor;
import org.holdfast.journal.Cursor.Entry;
import org.holdfast.journal.Journal;
import org.holdfast.journal.JournalContents;
import org.holdfast.journal.JournalStatus;
import org.holdfast.journal.JournalUnavailableException;
import org.holdfast.journal.Position;
import org.holdfast.journal.SharedLog;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.JournalRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The journal in one topic of Apache Kafka; the package page shows the layout. What was appended
/// is durable as far as the topic's settings make it so: on all in-sync replicas. It opens without
/// any broker and works once there is one.
public final class KafkaJournal implements Journal {
  /// Among [KafkaOptions#client], the name of the user, for messages only.
  public static final String USER = "holdfast.user";

  private static final Logger log = LoggerFactory.getLogger(KafkaJournal.class);
  private static final long RETAIN_SECONDS = 60;

  private final KafkaOptions options;
  private final ClientSettings settings;
  private final Admin admin;
  private final TopicWatch watch;
  private final GroupOffsets offsets;
  private final KafkaAppends appends;
  private final KafkaContents contents;
  private final LogScan scan;
  private final SharedLog asWhole;
  private final KafkaLookup lookup;
  private final ScheduledExecutorService upkeep;
  private final MeterRegistry meters;
  private final Gauge accepting;
  private volatile boolean hasReaders;

  private KafkaJournal(
      KafkaOptions options, ClientSettings settings, Admin admin, MeterRegistry meters) {
    this.options = options;
    this.settings = settings;
    this.admin = admin;
    this.meters = meters;
    watch = TopicWatch.start(options, admin);
    offsets = new GroupOffsets(options, admin, watch);
    appends = new KafkaAppends(options, watch, new Producers(settings::producer), meters);
    scan = new LogScan(settings, options);
    asWhole = new KafkaLog(options, watch, offsets, scan);
    contents = new KafkaContents(options, offsets, scan);
    lookup = new KafkaLookup(settings, options, watch);
    accepting =
        Gauge.builder("holdfast.journal.broker.usable", this, journal -> journal.accepts() ? 1 : 0)
            .register(meters);
    upkeep =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("kafka-upkeep").factory());
    var _ =
        upkeep.scheduleWithFixedDelay(
            this::retainWhereItIsRead, RETAIN_SECONDS, RETAIN_SECONDS, TimeUnit.SECONDS);
  }

  /// Opens it and waits, for the patience of the options at most, until the topic was looked at.
  ///
  /// @throws IllegalArgumentException if the settings are none Kafka's client can work with
  public static KafkaJournal open(KafkaOptions options, MeterRegistry meters)
      throws InterruptedException {
    ClientSettings settings = new ClientSettings(options);
    try {
      KafkaJournal journal = new KafkaJournal(options, settings, settings.admin(), meters);
      journal.watch.awaitFirstLook(options.patience());
      return journal;
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalArgumentException("the settings for Kafka: " + cause.getMessage(), e);
    }
  }

  /// As long as the broker is away the future stays open, and so it does while the broker is not
  /// heard of: it completes with what is certain. Where nothing is known of the broker from the
  /// start it fails at once.
  @Override
  public CompletableFuture<Position> append(JournalRecord record) {
    return appends.append(record);
  }

  /// Joins the cursor's group under the name of this node.
  @Override
  public Cursor openCursor(String name) {
    CursorLock lock =
        CursorLock.tryLock(options.locks(), name)
            .orElseThrow(() -> new IllegalStateException("cursor " + name + " is open already"));
    boolean opened = false;
    try {
      Cursor cursor =
          KafkaCursor.open(options, name, () -> settings.member(name), lock, offsets, watch);
      opened = true;
      hasReaders = true;
      return cursor;
    } finally {
      if (!opened) {
        lock.close();
      }
    }
  }

  @Override
  public Optional<JournalRecord> read(Position position) {
    return lookup.find(KafkaPosition.of(position));
  }

  @Override
  public void forEachAfter(String cursorName, Consumer<Envelope> action) {
    Map<TopicPartition, Long> from = new HashMap<>(offsets.beginnings());
    offsets
        .committed(cursorName)
        .forEach((partition, point) -> from.merge(partition, point.offset(), Math::max));
    Map<TopicPartition, Long> ends = offsets.ends();
    scan.scan(
        from,
        ends,
        (_, record) -> {
          if (KafkaRecords.decode(new Position("kafka"), record)
              instanceof Entry.Intact(Position _, JournalRecord intact)) {
            action.accept(intact.envelope());
          }
        });
  }

  @Override
  public Optional<SharedLog> shared() {
    return Optional.of(asWhole);
  }

  private boolean accepts() {
    return appends.refusal().isEmpty();
  }

  @Override
  public JournalStatus status() {
    Optional<String> refusal = appends.refusal().map(JournalUnavailableException::getMessage);
    List<String> notes = new ArrayList<>();
    watch.notes().forEach(note -> notes.add("degraded: " + note));
    return new JournalStatus(refusal.isEmpty(), refusal, notes, Long.MAX_VALUE);
  }

  @Override
  public JournalContents contents() {
    return contents.count();
  }

  private void retainWhereItIsRead() {
    try {
      if (hasReaders) {
        retain();
      }
    } catch (RuntimeException e) {
      log.debug("Nothing is deleted for now: {}", e.toString());
    }
  }

  /// Deletes what all required cursors have passed. Until each of them has committed something in a
  /// partition nothing of it is deleted.
  @Override
  public void retain() {
    Map<TopicPartition, Long> passed = new HashMap<>();
    boolean first = true;
    for (String cursor : options.requiredCursors()) {
      Map<TopicPartition, LanePoint> committed = offsets.committed(cursor);
      if (first) {
        committed.forEach((partition, point) -> passed.put(partition, point.offset()));
      }
      first = false;
      passed.keySet().retainAll(committed.keySet());
      passed.replaceAll(
          (partition, offset) -> {
            LanePoint point = committed.get(partition);
            return point == null ? offset : Math.min(offset, point.offset());
          });
    }
    Map<TopicPartition, Long> beginnings = offsets.beginnings();
    passed
        .entrySet()
        .removeIf(place -> place.getValue() <= beginnings.getOrDefault(place.getKey(), 0L));
    if (!passed.isEmpty()) {
      offsets.deleteBefore(passed);
      lookup.forget();
    }
  }

  /// Records on their way are waited for, as long as the patience of the options.
  @Override
  public synchronized void close() {
    if (upkeep.isShutdown()) {
      return;
    }
    upkeep.shutdownNow();
    appends.close();
    watch.close();
    lookup.close();
    admin.close(options.patience());
    meters.remove(accepting);
  }
}
