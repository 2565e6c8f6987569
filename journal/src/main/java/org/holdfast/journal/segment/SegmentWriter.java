package org.holdfast.journal.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Numbers records, puts them into segments and makes them durable. Between two calls of [#commit]
/// nothing is promised; [#retreat] takes it back. Used by one thread.
final class SegmentWriter {
  /// Small enough to stay in a processor's cache between being filled and being written.
  private static final int STAGING_BYTES = 1 << 18;

  private final Disk disk;
  private final Path directory;
  private final SegmentOptions options;
  private final Clock clock;
  private final RandomGenerator random;
  private final WriterRegistration registration;
  private final WriterLog log;
  private final Consumer<List<PendingAppend>> acknowledger;
  private final ByteBuffer staging = ByteBuffer.allocateDirect(STAGING_BYTES);

  private Optional<ActiveSegment> active = Optional.empty();
  private int lastNumber;
  private long sequence;
  private long measurements;
  private List<PendingAppend> uncommitted = new ArrayList<>();

  /// @param log where progress is published to readers, before `acknowledger` hears of it
  SegmentWriter(
      Disk disk,
      Path directory,
      SegmentOptions options,
      Clock clock,
      RandomGenerator random,
      WriterRegistration registration,
      WriterLog log,
      Consumer<List<PendingAppend>> acknowledger) {
    this.disk = disk;
    this.directory = directory;
    this.options = options;
    this.clock = clock;
    this.random = random;
    this.registration = registration;
    this.log = log;
    this.acknowledger = acknowledger;
  }

  /// Writes a record, into a new segment if it does not fit into this one.
  void append(PendingAppend append) throws IOException {
    ActiveSegment segment = segmentFor(append.length());
    RecordHeader header = append.header(sequence, measurements, log.durable());
    append.placedAt(segment.header().name(), segment.end());
    segment.put(header.encode(segment.header().mark()));
    segment.put(append.envelope());
    segment.put(append.body());
    uncommitted.add(append);
    sequence = header.sequenceAfter();
    measurements = header.measurementsAfter();
  }

  private ActiveSegment segmentFor(long length) throws IOException {
    if (active.isPresent()) {
      ActiveSegment segment = active.get();
      boolean empty = segment.header().firstSequence() == sequence;
      if (empty || segment.end() + length <= options.segmentBytes()) {
        return segment;
      }
      seal();
    }
    return create();
  }

  private ActiveSegment create() throws IOException {
    registration.register();
    lastNumber++;
    SegmentHeader header =
        new SegmentHeader(
            SegmentHeader.VERSION,
            new SegmentName(log.id(), lastNumber),
            random.nextLong(),
            sequence,
            measurements,
            ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()));
    ActiveSegment segment = ActiveSegment.create(disk, directory, header, staging);
    active = Optional.of(segment);
    log.created(lastNumber);
    return segment;
  }

  /// Makes all records written so far durable, shows them to readers and has them acknowledged.
  void commit() throws IOException {
    if (uncommitted.isEmpty()) {
      return;
    }
    active.orElseThrow().force();
    List<PendingAppend> durable = uncommitted;
    uncommitted = new ArrayList<>();
    durable.forEach(PendingAppend::becameDurable);
    log.publish(new Durable(sequence, measurements));
    acknowledger.accept(durable);
  }

  /// Tells readers in other processes what is durable, when no record is about to.
  void mark() throws IOException {
    if (active.isPresent()) {
      ActiveSegment segment = active.get();
      RecordHeader mark = RecordHeader.mark(sequence, measurements, log.durable());
      segment.put(mark.encode(segment.header().mark()));
      segment.flush();
    }
  }

  /// Starts a new segment if this one holds records and is older than the options allow.
  void rollIfOld() throws IOException {
    if (active.isPresent()) {
      SegmentHeader header = active.get().header();
      Instant created = Instant.EPOCH.plus(header.createdMicros(), ChronoUnit.MICROS);
      boolean old = created.plus(options.segmentAge()).isBefore(clock.instant());
      if (old && header.firstSequence() < sequence) {
        seal();
        create();
      }
    }
  }

  /// Commits and ends the segment, if there is one.
  void seal() throws IOException {
    commit();
    if (active.isPresent()) {
      active.get().seal(sequence, measurements);
      abandon();
    }
  }

  /// Takes back everything that is not durable.
  void retreat() throws IOException {
    uncommitted.clear();
    sequence = log.durable().sequence();
    measurements = log.durable().measurements();
    if (active.isPresent()) {
      active.get().retreat();
    }
  }

  /// Lets go of the segment as it is.
  void abandon() throws IOException {
    if (active.isPresent()) {
      ActiveSegment segment = active.get();
      active = Optional.empty();
      segment.close();
    }
  }
}
