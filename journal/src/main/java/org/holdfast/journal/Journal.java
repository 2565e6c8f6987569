package org.holdfast.journal;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.holdfast.model.envelope.Envelope;
import org.holdfast.model.envelope.JournalRecord;

/// The durable log of everything acknowledged (design §5). Safe for concurrent use.
public interface Journal extends AutoCloseable {

  /// Appends a record. The future completes with its position once the record is on stable storage,
  /// and only then may anything be acknowledged (invariant I1); it fails with
  /// [JournalUnavailableException] when the record was not stored and will not be.
  CompletableFuture<Position> append(JournalRecord record);

  /// Opens the named cursor where it was last committed, or at the oldest record kept. One cursor
  /// of a name may be open at a time on a machine. Where machines share a journal, cursors of one
  /// name share its records: each is given to one of them.
  ///
  /// @throws IllegalStateException if the cursor is open already
  Cursor openCursor(String name);

  /// Reads one record again; empty if it has been deleted.
  Optional<JournalRecord> read(Position position);

  /// Shows the envelopes of all durable records after the last commit of the named cursor, open or
  /// not, oldest first. For rebuilding what was in memory when a process died.
  void forEachAfter(String cursorName, Consumer<Envelope> action);

  /// What operators see: whether it takes records in, and if not, why. Answers at once.
  JournalStatus status();

  /// Looks at what is stored; may take a moment.
  ///
  /// @throws JournalUnavailableException if whatever stores it does not answer
  JournalContents contents();

  /// Deletes what every cursor has passed, as far as the implementation deletes at all. Runs in the
  /// background too; tests call it.
  void retain();

  /// How many measurements earlier journals of this machine had handed on, all the way, before this
  /// one took their place; they are not in its [#contents]. Empty if there was none.
  ///
  /// @param countedElsewhere asked, once ever, where the earlier one cannot be: how many are
  ///   accounted for that did not come by this journal
  default OptionalLong countedBefore(LongSupplier countedElsewhere) {
    return OptionalLong.empty();
  }

  /// The lanes of processes, see [JournalPlace], of which it holds any record or may yet be given
  /// one; empty where processes have no lanes of their own.
  default Optional<Set<String>> lanesOfProcesses() {
    return Optional.empty();
  }

  /// What can be asked of it besides where machines share it; empty where they do not.
  default Optional<SharedLog> shared() {
    return Optional.empty();
  }

  /// Stops taking records in, completes what waits, seals the segment. Idempotent.
  @Override
  void close();
}
