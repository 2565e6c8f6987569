package org.holdfast.journal.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.holdfast.journal.Cursor;
import org.holdfast.journal.Cursor.Entry;
import org.holdfast.journal.Journal;
import org.holdfast.journal.Position;
import org.holdfast.model.envelope.JournalRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings what an earlier journal of this machine still holds to the one that has taken its place,
/// in order, on a thread of its own that never gives up.
final class TakeOver implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TakeOver.class);
  private static final int BATCH_RECORDS = 500;
  private static final long BATCH_BYTES = 8_000_000;
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final long ONE_WAIT_MILLIS = 100;

  private final Journal from;
  private final Journal to;
  private final String cursorName;
  private final List<String> others;
  private final Path damagedDirectory;
  private final StoredBefore before;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean done;
  private volatile Optional<String> trouble = Optional.empty();

  private TakeOver(
      Journal from, Journal to, String cursorName, List<String> others, Path damagedDirectory) {
    this.from = from;
    this.to = to;
    this.cursorName = cursorName;
    this.others = others;
    this.damagedDirectory = damagedDirectory;
    this.before = new StoredBefore(to, PAUSE);
    this.thread = Thread.ofPlatform().daemon().name("journal-take-over").unstarted(this::run);
  }

  /// @param cursorName of the earlier journal; what it has not passed is brought over
  /// @param others cursors of the earlier journal that hold its segments, to be moved to its end at
  ///   the first start that finds nothing left: until what was brought over is archived it is read
  ///   where it stood
  /// @param damagedDirectory where bytes go that do not check out
  static TakeOver start(
      Journal from, Journal to, String cursorName, List<String> others, Path damagedDirectory) {
    TakeOver takeOver = new TakeOver(from, to, cursorName, others, damagedDirectory);
    takeOver.thread.start();
    return takeOver;
  }

  /// Whether everything is where it belongs.
  boolean isDone() {
    return done;
  }

  /// What keeps it from going on, for people.
  Optional<String> trouble() {
    return trouble;
  }

  private void run() {
    while (!done && closed.getCount() > 0) {
      try (Cursor cursor = from.openCursor(cursorName)) {
        if (!moveAll(cursor)) {
          // Brought over by an earlier process, and archived by now: nothing is read here any more.
          for (String other : others) {
            passAll(other);
          }
        }
        done = closed.getCount() > 0;
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts this thread", e);
      } catch (RuntimeException e) {
        note(String.valueOf(e.getMessage()));
        pause();
      }
    }
    if (done) {
      log.info("Everything of the earlier journal is taken over");
    }
  }

  private void note(String problem) {
    if (!trouble.equals(Optional.of(problem))) {
      log.warn("The earlier journal is not taken over for now: {}", problem);
    }
    trouble = Optional.of(problem);
  }

  private void pause() {
    try {
      var _ = closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  /// @return whether there was anything
  private boolean moveAll(Cursor cursor) throws InterruptedException {
    before.forget();
    boolean any = false;
    List<Entry> entries = cursor.poll(BATCH_RECORDS, BATCH_BYTES, Duration.ZERO);
    while (!entries.isEmpty() && closed.getCount() > 0) {
      before.look(entries);
      move(entries);
      cursor.commit();
      trouble = Optional.empty();
      any = true;
      entries = cursor.poll(BATCH_RECORDS, BATCH_BYTES, Duration.ZERO);
    }
    return any;
  }

  private void move(List<Entry> entries) {
    List<CompletableFuture<Position>> answers = new ArrayList<>();
    for (Entry entry : entries) {
      switch (entry) {
        case Entry.Intact(Position _, JournalRecord record) -> {
          if (!before.has(record.envelope().uid())) {
            answers.add(to.append(record));
          }
        }
        case Entry.Damaged damaged -> keep(damaged);
      }
    }
    answers.forEach(this::await);
  }

  private void await(CompletableFuture<Position> answer) {
    while (true) {
      try {
        var _ = answer.get(ONE_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        if (closed.getCount() == 0) {
          throw new IllegalStateException("the journal is closed");
        }
      } catch (ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        throw new IllegalStateException(String.valueOf(cause.getMessage()), e);
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts this thread", e);
      }
    }
  }

  private void keep(Entry.Damaged damaged) {
    log.error(
        "{} of the earlier journal cannot be taken over: {}; its bytes are kept in {}",
        damaged.position(),
        damaged.problem(),
        damagedDirectory);
    try {
      DurableFile.write(
          damagedDirectory.resolve(damaged.position().text().replace('/', '_')), damaged.bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void passAll(String name) throws InterruptedException {
    try (Cursor cursor = from.openCursor(name)) {
      while (!cursor.poll(BATCH_RECORDS, BATCH_BYTES, Duration.ZERO).isEmpty()) {
        cursor.commit();
      }
    }
  }

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
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
