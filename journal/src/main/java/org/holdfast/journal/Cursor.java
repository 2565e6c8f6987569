package org.holdfast.journal;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.holdfast.model.envelope.JournalRecord;

/// A named reader of the journal that remembers how far it got. Records of one writer come in the
/// order they were appended; those of several writers merged by receive time as far as both are
/// readable. Used by one thread, but for [#measurementsCommitted].
public interface Cursor extends AutoCloseable {

  /// What the next place in the journal holds.
  sealed interface Entry {
    Position position();

    /// A whole record.
    record Intact(Position position, JournalRecord record) implements Entry {}

    /// Bytes that stood where a record should be and do not check out; they are set aside, not
    /// skipped in silence. `measurements` is how many measurement records stood there, as the
    /// sequence numbers around them tell.
    @SuppressWarnings("ArrayRecordComponent")
    record Damaged(Position position, byte[] bytes, String problem, int measurements)
        implements Entry {}
  }

  /// The next entries, at most so many and about so many bytes of bodies; waits up to `patience`
  /// for the first. Only durable records are seen. Empty if none came.
  ///
  /// @throws EntriesLostException if what was polled since the last commit is another reader's now
  List<Entry> poll(int maxEntries, long maxBytes, Duration patience) throws InterruptedException;

  /// The positions, among those of the last poll, of records that another journal had before and
  /// that were brought to this one: they may be known already.
  default Set<Position> moved() {
    return Set.of();
  }

  /// Makes everything polled so far count as consumed, durably. Call it after the outputs are
  /// durable.
  ///
  /// @throws EntriesLostException if some of it is another reader's now; it will do it again
  void commit();

  /// Goes back to the last commit, so that the next poll gives the same entries again.
  void rewind();

  /// How many measurement records were consumed through cursors of this name, ever, as of their
  /// last commits. May be called by any thread.
  long measurementsCommitted();

  @Override
  void close();
}
