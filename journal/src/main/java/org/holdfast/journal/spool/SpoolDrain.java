package org.holdfast.journal.spool;

import io.micrometer.core.instrument.Counter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.holdfast.journal.Cursor;
import org.holdfast.journal.Cursor.Entry;
import org.holdfast.journal.Journal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings what was spooled to the remote journal, oldest first, on a thread of its own that never
/// gives up. A batch is sent whole, waited for, and committed.
final class SpoolDrain implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SpoolDrain.class);
  private static final Duration ONE_POLL = Duration.ofMillis(100);
  private static final int READS_PER_BATCH = 16;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1);

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

  private final Supplier<Cursor> opening;
  private final Journal remote;
  private final SpoolDrain.Gate gate;
  private final SpoolOptions options;
  private final LargestBody largestBody;
  private final TooLargeRecords tooLarge;
  private final StoredBefore before;
  private final Delivery delivery;
  private final Counter drained;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile Optional<Cursor> cursor = Optional.empty();
  private OptionalLong holdingUntil = OptionalLong.empty();
  private volatile Optional<String> trouble = Optional.empty();

  private SpoolDrain(
      Supplier<Cursor> opening,
      Journal remote,
      DirectSendings sendings,
      SpoolDrain.Gate gate,
      SpoolOptions options,
      LargestBody largestBody,
      TooLargeRecords tooLarge,
      Path damagedDirectory,
      Counter drained) {
    this.opening = opening;
    this.remote = remote;
    this.gate = gate;
    this.options = options;
    this.largestBody = largestBody;
    this.tooLarge = tooLarge;
    this.before = new StoredBefore(remote, options.bound());
    this.delivery =
        new Delivery(remote, sendings, before, tooLarge, damagedDirectory, this::goOnWaiting);
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
      SpoolDrain.Gate gate,
      SpoolOptions options,
      LargestBody largestBody,
      TooLargeRecords tooLarge,
      Path damagedDirectory,
      Counter drained) {
    SpoolDrain drain =
        new SpoolDrain(
            opening,
            remote,
            sendings,
            gate,
            options,
            largestBody,
            tooLarge,
            damagedDirectory,
            drained);
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
          open();
        } else if (gate.isSpooling() && remote.status().accepting()) {
          drainNext();
          trouble = Optional.empty();
        } else if (!remote.status().accepting() || drainBatch() == 0) {
          largestBody.remember();
          delivery.deliverTooLarge(largestBody.bytes());
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

  private void open() {
    cursor = Optional.of(opening.get());
    before.forget();
    tooLarge.look();
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
    int records = sendBatch(open);
    if (records == 0) {
      before.nothingIsLeft();
    } else {
      delivery.settle();
      open.commit();
      drained.increment(delivery.committed());
    }
    return records;
  }

  /// Reads on while what was read is on its way.
  private int sendBatch(Cursor open) throws InterruptedException {
    // What a failure has left on its way must not be sent again.
    delivery.settle();
    int records = 0;
    boolean goOn = true;
    for (int read = 0; read < READS_PER_BATCH && goOn; read++) {
      List<Entry> entries =
          open.poll(
              Math.ceilDiv(options.batchRecords(), READS_PER_BATCH),
              Math.ceilDiv(options.batchBytes(), READS_PER_BATCH),
              Duration.ZERO);
      goOn = !entries.isEmpty() && delivery.send(entries);
      records += entries.size();
    }
    return records;
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

  /// What the drain does while it waits for the remote.
  private void goOnWaiting() {
    if (closed.getCount() == 0) {
      throw new ClosedException();
    }
    letGoIfOverdue();
  }

  /// Ends after the step under way, which is not committed unless the remote has all of it. No
  /// other process drains before [#close].
  void stop() {
    closed.countDown();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
    cursor.ifPresent(Cursor::close);
  }
}
