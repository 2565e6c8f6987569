package org.holdfast.journal.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.holdfast.journal.Cursor.Entry;
import org.holdfast.journal.Journal;
import org.holdfast.journal.JournalUnavailableException;
import org.holdfast.journal.JournalUnavailableException.Reason;
import org.holdfast.journal.Position;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.id.MeasurementUid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings entries of the spool to the remote, each once, and what cannot go there to where it is
/// kept. Used by one thread.
final class Delivery {
  private static final Logger log = LoggerFactory.getLogger(Delivery.class);
  private static final long ONE_WAIT_MILLIS = 20;

  private record Sent(JournalRecord record, CompletableFuture<Position> fate) {}

  private final Journal remote;
  private final DirectSendings sendings;
  private final StoredBefore before;
  private final TooLargeRecords tooLarge;
  private final Path damagedDirectory;
  private final Runnable whileWaiting;
  private final List<Sent> sent = new ArrayList<>();
  private final Set<MeasurementUid> delivered = new HashSet<>();
  private int largestTried;

  /// @param whileWaiting is run again and again while the remote is waited for; what it throws ends
  ///   the delivery
  Delivery(
      Journal remote,
      DirectSendings sendings,
      StoredBefore before,
      TooLargeRecords tooLarge,
      Path damagedDirectory,
      Runnable whileWaiting) {
    this.remote = remote;
    this.sendings = sendings;
    this.before = before;
    this.tooLarge = tooLarge;
    this.damagedDirectory = damagedDirectory;
    this.whileWaiting = whileWaiting;
  }

  /// Sends them, and waits for none. After a failure the same entries may be given again: those
  /// that have arrived are passed over.
  ///
  /// @return false if the remote refused one at once; nothing more should be sent before [#settle],
  ///   so that later records do not overtake the refused one
  boolean send(List<Entry> entries) {
    before.look(entries);
    boolean accepted = true;
    for (int i = 0; i < entries.size() && accepted; i++) {
      switch (entries.get(i)) {
        case Entry.Intact(Position _, JournalRecord record) -> accepted = send(record);
        case Entry.Damaged damaged -> keep(damaged);
      }
    }
    return accepted;
  }

  /// Returns when everything that was sent is where it belongs.
  ///
  /// @throws JournalUnavailableException if the remote refused one
  void settle() {
    Optional<RuntimeException> failure = Optional.empty();
    for (Sent one : sent) {
      Optional<RuntimeException> refusal = settle(one);
      if (failure.isEmpty()) {
        failure = refusal;
      }
    }
    sent.clear();
    failure.ifPresent(
        refusal -> {
          throw refusal;
        });
  }

  /// Sends a record, unless it was stored before.
  ///
  /// @return false if it was refused at once
  private boolean send(JournalRecord record) {
    MeasurementUid uid = record.envelope().uid();
    if (isStored(uid)) {
      delivered.add(uid);
      return true;
    }
    Sent one = new Sent(record, remote.append(record));
    if (!one.fate().isCompletedExceptionally()) {
      sent.add(one);
      return true;
    }
    Optional<RuntimeException> refusal = settle(one);
    if (refusal.isPresent()) {
      sent.add(one);
    }
    return refusal.isEmpty();
  }

  private boolean isStored(MeasurementUid uid) {
    if (delivered.contains(uid) || before.has(uid)) {
      return true;
    }
    Optional<CompletableFuture<Position>> first = sendings.undecided(uid);
    return first.isPresent() && await(first.get()).isEmpty();
  }

  /// Why it is neither stored nor kept elsewhere, if that is so.
  private Optional<RuntimeException> settle(Sent one) {
    Optional<RuntimeException> refusal = await(one.fate());
    if (refusal.isPresent()) {
      if (!(refusal.get() instanceof JournalUnavailableException why)
          || why.reason() != Reason.TOO_LARGE) {
        return refusal;
      }
      // Everything behind it would wait for an operator.
      tooLarge.keep(one.record());
    }
    delivered.add(one.record().envelope().uid());
    return Optional.empty();
  }

  /// What was delivered is committed now.
  ///
  /// @return how many records that were
  int committed() {
    int records = delivered.size();
    delivered.forEach(sendings::forget);
    delivered.clear();
    return records;
  }

  /// Brings those to the remote that it has become able to take.
  void deliverTooLarge(int largestBody) {
    if (largestBody == largestTried) {
      return;
    }
    for (JournalRecord record : tooLarge.upTo(largestBody)) {
      if (await(remote.append(record)).isPresent()) {
        return;
      }
      tooLarge.remove(record);
      log.info("{}, once too large, is stored", record.envelope().uid());
    }
    largestTried = largestBody;
  }

  /// Waits for as long as it takes; why it was not stored, if it was not.
  private Optional<RuntimeException> await(CompletableFuture<Position> fate) {
    while (true) {
      try {
        var _ = fate.get(ONE_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        return Optional.empty();
      } catch (TimeoutException e) {
        whileWaiting.run();
      } catch (ExecutionException e) {
        return Optional.of(
            e.getCause() instanceof JournalUnavailableException refusal
                ? refusal
                : new IllegalStateException(e.getCause()));
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts this thread", e);
      }
    }
  }

  /// These bytes are nobody's record any more; they are kept for people, before the spool's own
  /// copy of them may be deleted.
  private void keep(Entry.Damaged damaged) {
    log.error(
        "{} of the spool cannot be drained ({} measurements): {}; its bytes are kept in {}",
        damaged.position(),
        damaged.measurements(),
        damaged.problem(),
        damagedDirectory);
    try {
      DurableFile.write(
          damagedDirectory.resolve(damaged.position().text().replace('/', '_')), damaged.bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
