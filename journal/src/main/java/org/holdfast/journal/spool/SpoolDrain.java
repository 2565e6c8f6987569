package org.holdfast.journal.spool;

import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.holdfast.journal.Cursor;
import org.holdfast.journal.Cursor.Entry;
import org.holdfast.journal.Journal;
import org.holdfast.journal.JournalUnavailableException;
import org.holdfast.journal.Position;
import org.holdfast.model.envelope.JournalRecord;
import org.holdfast.model.id.MeasurementUid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings what was spooled to the remote journal, oldest first, on a thread of its own that never
/// gives up. A batch is sent whole, waited for, and committed.
final class SpoolDrain implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SpoolDrain.class);
  private static final Duration ONE_POLL = Duration.ofMillis(100);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1);
  private static final long ONE_WAIT_MILLIS = 20;

  /// The process is closing.
  private static final class ClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /// How the drain steers the way of new records.
  interface Gate {
    boolean isSpooling();

    void hold();

    boolean allEntered();

    /// Opens the direct way, unless something is on its way into the spool.
    boolean goDirect();

    void goOnSpooling();
  }

  private record Sent(MeasurementUid uid, CompletableFuture<Position> fate) {}

  private final Supplier<Cursor> opening;
  private final Journal remote;
  private final DirectSendings sendings;
  private final SpoolDrain.Gate gate;
  private final SpoolOptions options;
  private final Path damagedDirectory;
  private final Counter drained;
  private final Set<MeasurementUid> delivered = new HashSet<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile Optional<Cursor> cursor = Optional.empty();
  private OptionalLong holdingUntil = OptionalLong.empty();
  private volatile Optional<String> trouble = Optional.empty();

  private SpoolDrain(
      Supplier<Cursor> opening,
      Journal remote,
      DirectSendings sendings,
      Gate gate,
      SpoolOptions options,
      Path damagedDirectory,
      Counter drained) {
    this.opening = opening;
    this.remote = remote;
    this.sendings = sendings;
    this.gate = gate;
    this.options = options;
    this.damagedDirectory = damagedDirectory;
    this.drained = drained;
    this.thread = Thread.ofPlatform().daemon().name("spool-drain").unstarted(this::run);
  }

  /// @param opening opens the spool's cursor; fails with [IllegalStateException] while another
  ///   process has it, as a predecessor does, which drains for both of them
  /// @param damagedDirectory where bytes of the spool go that do not check out
  static SpoolDrain start(
      Supplier<Cursor> opening,
      Journal remote,
      DirectSendings sendings,
      Gate gate,
      SpoolOptions options,
      Path damagedDirectory,
      Counter drained) {
    SpoolDrain drain =
        new SpoolDrain(opening, remote, sendings, gate, options, damagedDirectory, drained);
    drain.thread.start();
    return drain;
  }

  /// What keeps it from going on, for people.
  Optional<String> trouble() {
    return trouble;
  }

  /// How many measurements were ever brought from the spool to the remote; empty while another
  /// process drains it.
  OptionalLong measurementsDrained() {
    Optional<Cursor> open = cursor;
    return open.isPresent()
        ? OptionalLong.of(open.get().measurementsCommitted())
        : OptionalLong.empty();
  }

  private void run() {
    while (closed.getCount() > 0) {
      try {
        if (cursor.isEmpty()) {
          cursor = Optional.of(opening.get());
        } else if (gate.isSpooling() && remote.status().accepting()) {
          drainNext();
          trouble = Optional.empty();
        } else if (!remote.status().accepting() || drainBatch() == 0) {
          // Otherwise there was something although the way is direct: of a successor, or too late.
          pause(ONE_POLL);
        }
      } catch (ClosedException e) {
        return;
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts this thread", e);
      } catch (RuntimeException e) {
        note(String.valueOf(e.getMessage()));
        goBack();
      }
    }
  }

  private void note(String problem) {
    if (!trouble.equals(Optional.of(problem))) {
      log.warn("The spool is not drained for now: {}", problem);
    }
    trouble = Optional.of(problem);
  }

  private void goBack() {
    try {
      cursor.ifPresent(Cursor::rewind);
    } catch (RuntimeException e) {
      note("the spool cannot be read: " + e.getMessage());
    }
    pause(options.retry());
  }

  private void pause(Duration time) {
    try {
      var _ = closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private void drainNext() throws InterruptedException {
    if (drainBatch() <= options.batchRecords() / 10) {
      finish();
    }
  }

  private int drainBatch() throws InterruptedException {
    Cursor open = cursor.orElseThrow();
    List<Entry> entries = open.poll(options.batchRecords(), options.batchBytes(), Duration.ZERO);
    if (!entries.isEmpty()) {
      deliver(entries);
      open.commit();
      drained.increment(delivered.size());
      delivered.forEach(sendings::forget);
      delivered.clear();
    }
    return entries.size();
  }

  /// Little is left: holds back what comes, for the bound at most, until the spool is empty.
  private void finish() throws InterruptedException {
    holdingUntil = OptionalLong.of(System.nanoTime() + options.bound().toNanos());
    gate.hold();
    boolean open = false;
    try {
      while (!open && holdingUntil.isPresent() && closed.getCount() > 0) {
        // What entered before the look is seen by it.
        boolean allEntered = gate.allEntered();
        boolean empty = drainBatch() == 0;
        open = allEntered && empty && remote.status().accepting() && gate.goDirect();
        if (empty && !open) {
          pause(BETWEEN_LOOKS);
        }
        letGoIfOverdue();
      }
    } finally {
      if (!open) {
        gate.goOnSpooling();
      }
      holdingUntil = OptionalLong.empty();
    }
  }

  /// Whatever the drain waits for, nobody is held back for longer than the bound.
  private void letGoIfOverdue() {
    if (holdingUntil.isPresent() && System.nanoTime() - holdingUntil.getAsLong() > 0) {
      holdingUntil = OptionalLong.empty();
      gate.goOnSpooling();
    }
  }

  private void deliver(List<Entry> entries) {
    List<Sent> sent = new ArrayList<>();
    boolean refused = false;
    // After a refusal nothing more is sent, so that later records do not overtake the refused one.
    for (int i = 0; i < entries.size() && !refused; i++) {
      switch (entries.get(i)) {
        case Entry.Intact(Position _, JournalRecord record) -> send(record).ifPresent(sent::add);
        case Entry.Damaged damaged -> keep(damaged);
      }
      refused = !sent.isEmpty() && sent.getLast().fate().isCompletedExceptionally();
    }
    Optional<RuntimeException> failure = Optional.empty();
    for (Sent one : sent) {
      Optional<RuntimeException> refusal = await(one.fate());
      if (refusal.isEmpty()) {
        delivered.add(one.uid());
      } else if (failure.isEmpty()) {
        failure = refusal;
      }
    }
    failure.ifPresent(
        refusal -> {
          throw refusal;
        });
  }

  /// Sends a record, unless it was stored before.
  private Optional<Sent> send(JournalRecord record) {
    MeasurementUid uid = record.envelope().uid();
    if (delivered.contains(uid)) {
      return Optional.empty();
    }
    Optional<CompletableFuture<Position>> first = sendings.undecided(uid);
    if (first.isPresent() && await(first.get()).isEmpty()) {
      delivered.add(uid);
      return Optional.empty();
    }
    return Optional.of(new Sent(uid, remote.append(record)));
  }

  /// Waits for as long as it takes; why it was not stored, if it was not.
  private Optional<RuntimeException> await(CompletableFuture<Position> fate) {
    while (true) {
      try {
        var _ = fate.get(ONE_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        return Optional.empty();
      } catch (TimeoutException e) {
        if (closed.getCount() == 0) {
          throw new ClosedException();
        }
        letGoIfOverdue();
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

  /// These bytes are nobody's record any more; they are kept for people.
  private void keep(Entry.Damaged damaged) {
    log.error(
        "{} of the spool cannot be drained ({} measurements): {}; its bytes are kept in {}",
        damaged.position(),
        damaged.measurements(),
        damaged.problem(),
        damagedDirectory);
    try {
      Files.createDirectories(damagedDirectory);
      Path file = damagedDirectory.resolve(damaged.position().text().replace('/', '_'));
      Path beside = damagedDirectory.resolve(file.getFileName() + ".new");
      Files.write(beside, damaged.bytes());
      try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
      // Both names, before the spool's own copy of these bytes may be deleted.
      syncDirectory(damagedDirectory);
      syncDirectory(damagedDirectory.resolveSibling(""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /// Ends after the step under way, which is not committed unless the remote has all of it.
  @Override
  public void close() {
    closed.countDown();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    cursor.ifPresent(Cursor::close);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
