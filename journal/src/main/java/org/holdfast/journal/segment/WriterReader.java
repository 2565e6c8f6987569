package org.holdfast.journal.segment;

import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.holdfast.journal.Cursor.Entry;
import org.holdfast.model.envelope.JournalRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the records of one writer in order, through all its segments, as far as they are durable.
///
/// Bytes that do not check out become [Entry.Damaged] once it is certain that they were meant to be
/// there: the writer has declared the record durable, or has ended the segment. Before that they
/// are simply not there yet. Every point carries the count of measurements before it, so that what
/// is lost is counted by what follows it. Used by one thread.
final class WriterReader implements Closeable {
  private static final Logger logger = LoggerFactory.getLogger(WriterReader.class);

  /// Longer damage is served in pieces of this size.
  private static final int DAMAGE_BYTES = 1 << 24;

  /// A log that had nothing to read is not asked again for so long unless more became durable.
  private static final long PAUSE_NANOS = 50_000_000;

  /// @param after where reading goes on once the entry is taken
  /// @param receivedAt for damage the beginning of time, so that it is served as soon as it is seen
  record Head(Entry entry, LogPoint after, Instant receivedAt) {}

  private final WriterLog log;
  private final SegmentChain chain;

  private Optional<LogPoint> point;
  private Optional<SegmentReader> reader = Optional.empty();
  private Optional<Head> head = Optional.empty();
  private Durable searchedAt = Durable.NOTHING;
  private long searchedNanos = System.nanoTime() - PAUSE_NANOS;

  /// @param start where to go on; empty for the oldest record kept
  WriterReader(WriterLog log, SegmentChain chain, Optional<LogPoint> start) {
    this.log = log;
    this.chain = chain;
    this.point = start;
  }

  /// Where the entry not yet taken stands; empty before anything was there to read.
  Optional<LogPoint> point() {
    return point;
  }

  /// The next entry, the same until it is taken; empty if none is durable.
  Optional<Head> peek() throws IOException {
    Durable durable = log.durable();
    boolean worthwhile =
        !durable.equals(searchedAt) || System.nanoTime() - searchedNanos >= PAUSE_NANOS;
    if (head.isEmpty() && worthwhile) {
      boolean done = false;
      try {
        head = find();
        done = true;
        if (head.isEmpty()) {
          searchedAt = durable;
          searchedNanos = System.nanoTime();
        }
      } finally {
        if (!done) {
          // An interrupt closes the file under the reader; the next call opens it again.
          closeReader();
        }
      }
    }
    return head;
  }

  void take() {
    point = head.map(Head::after);
    head = Optional.empty();
  }

  private Optional<Head> find() throws IOException {
    while (reader.isPresent() || enter()) {
      SegmentReader segment = reader.orElseThrow();
      // Asked first: what stands below it when it is looked at is not taken back any more.
      Durable durable = log.durable();
      LogPoint here = pastMarks(segment);
      Optional<RecordHeader> found = segment.headerAt(here.offset());
      if (found.isEmpty()) {
        return isDue(segment, here) ? damageUnlessWritten(segment, here) : Optional.empty();
      }
      RecordHeader header = found.get();
      boolean isRecord = header.type().isRecord();
      if (isRecord && header.sequence() >= durable.sequence()) {
        return Optional.empty();
      }
      if (header.sequence() > here.sequence()) {
        LogPoint after = here.at(here.offset(), header);
        return Optional.of(damaged(here, after, new byte[0], "records are missing here"));
      }
      if (isRecord) {
        return record(segment, here, header);
      }
      if (header.type() == RecordType.FOOTER && !advance(here)) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /// Where the next record or footer is to stand. The point itself stays before the marks: they are
  /// not durable, and a writer that takes back a write, or recovery after a power loss, may put
  /// something else in their place. Only an item behind them says that they stay.
  private LogPoint pastMarks(SegmentReader segment) throws IOException {
    LogPoint here = point.orElseThrow();
    Optional<RecordHeader> found = segment.headerAt(here.offset());
    while (found.isPresent()
        && found.get().type() == RecordType.MARK
        && found.get().sequence() <= here.sequence()) {
      here = here.movedTo(here.offset() + found.get().length());
      found = segment.headerAt(here.offset());
    }
    return here;
  }

  private Optional<Head> record(SegmentReader segment, LogPoint here, RecordHeader header)
      throws IOException {
    if (header.sequence() < here.sequence()) {
      return damage(segment, here, "a record is out of sequence");
    }
    Optional<JournalRecord> record = segment.record(here.offset(), header);
    if (record.isEmpty()) {
      return damage(segment, here, "the record does not check out");
    }
    Entry entry = new Entry.Intact(position(here).toPosition(), record.get());
    Instant receivedAt = record.get().envelope().receivedAt();
    return Optional.of(new Head(entry, here.after(header), receivedAt));
  }

  private SegmentPosition position(LogPoint here) {
    return new SegmentPosition(chain.name(here.segment()), here.offset());
  }

  /// Whether something must stand here by now.
  private boolean isDue(SegmentReader segment, LogPoint here) throws IOException {
    return here.sequence() < log.durable().sequence() || isEnded(segment, here);
  }

  private boolean isEnded(SegmentReader segment, LogPoint here) throws IOException {
    return segment.footer().isPresent() || chain.continuesAfter(here.segment());
  }

  /// Looks again: it may have been written between the first look and the question whether it must
  /// be there, in the place of a mark too.
  private Optional<Head> damageUnlessWritten(SegmentReader segment, LogPoint here)
      throws IOException {
    if (!pastMarks(segment).equals(here) || segment.headerAt(here.offset()).isPresent()) {
      return find();
    }
    if (here.offset() < segment.size()) {
      return damage(segment, here, "no record begins here");
    }
    return advance(here) ? find() : Optional.empty();
  }

  /// Everything up to the next header is damaged; empty if that header is yet to be written.
  private Optional<Head> damage(SegmentReader segment, LogPoint here, String problem)
      throws IOException {
    boolean ended = isEnded(segment, here);
    OptionalLong nextHeader = segment.findHeader(here.offset() + 1);
    if (nextHeader.isEmpty() && !ended) {
      return Optional.empty();
    }
    long end = nextHeader.orElse(segment.size());
    long until = Math.min(end, here.offset() + DAMAGE_BYTES);
    LogPoint after = here.movedTo(until);
    if (nextHeader.isPresent() && until == end) {
      after =
          segment
              .headerAt(end)
              .filter(header -> header.sequence() >= here.sequence())
              .map(header -> here.at(end, header))
              .orElse(after);
    }
    byte[] bytes = segment.bytes(here.offset(), (int) (until - here.offset()));
    return Optional.of(damaged(here, after, bytes, problem));
  }

  private Head damaged(LogPoint here, LogPoint after, byte[] bytes, String problem) {
    long lost = after.measurements() - here.measurements();
    SegmentPosition position = position(here);
    logger.error(
        "Damage in the journal at {}: {}, {} bytes, {} measurements",
        position.toPosition(),
        problem,
        bytes.length,
        lost);
    Entry entry =
        new Entry.Damaged(
            position.toPosition(), bytes, problem, (int) Math.min(lost, Integer.MAX_VALUE));
    return new Head(entry, after, Instant.MIN);
  }

  /// Opens the segment of the current point, or the oldest kept after it; false if there is none.
  private boolean enter() throws IOException {
    int wanted = point.map(LogPoint::segment).orElse(0);
    reader = chain.open(wanted);
    if (reader.isPresent()) {
      return true;
    }
    boolean lost =
        point.isPresent() && (log.numbers().contains(wanted) || chain.isSetAside(wanted));
    if (lost) {
      return advance(point.orElseThrow());
    }
    reader = chain.openAfter(wanted);
    reader.ifPresent(oldest -> point = Optional.of(LogPoint.startOf(oldest.header())));
    return reader.isPresent();
  }

  /// Goes to the next segment with the counts reached here, so that a gap between them shows.
  private boolean advance(LogPoint here) throws IOException {
    Optional<SegmentReader> next = chain.openAfter(here.segment());
    if (next.isEmpty()) {
      return false;
    }
    closeReader();
    reader = next;
    int number = next.get().header().name().number();
    long begin = SegmentHeader.FIRST_RECORD;
    point = Optional.of(new LogPoint(number, begin, here.sequence(), here.measurements()));
    return true;
  }

  private void closeReader() throws IOException {
    if (reader.isPresent()) {
      SegmentReader open = reader.get();
      reader = Optional.empty();
      open.close();
    }
  }

  @Override
  public void close() throws IOException {
    closeReader();
  }
}
