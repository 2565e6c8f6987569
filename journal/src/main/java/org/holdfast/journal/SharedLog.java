package org.holdfast.journal;

import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.holdfast.journal.Cursor.Entry;
import org.holdfast.model.envelope.Envelope;

/// What can be asked of a journal that machines share.
///
/// Every method that reads throws [JournalUnavailableException] if whatever stores it does not
/// answer.
public interface SharedLog {

  /// The largest body it takes; empty as long as that was not heard.
  OptionalInt largestBody();

  /// Shows the envelopes of all records, of whichever machine, that were received at this time or
  /// later and are stored now; perhaps of earlier ones too.
  void forEachSince(Instant receivedAt, Consumer<Envelope> action);

  /// Shows, batch by batch, what stands after the last commits of the named cursor, whichever
  /// machine it is for.
  void forEachAfterOnAllMachines(String cursorName, Consumer<List<Entry>> action);
}
