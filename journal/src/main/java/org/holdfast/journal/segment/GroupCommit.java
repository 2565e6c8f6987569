package org.holdfast.journal.segment;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.holdfast.journal.JournalUnavailableException;
import org.holdfast.journal.JournalUnavailableException.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that writes: takes whatever waits, writes it, syncs once, goes on. While a sync
/// runs the next batch gathers, so that batches grow with the load and an idle journal answers
/// after one sync.
///
/// A full disk takes back what was not yet durable and refuses until there is room; a neighbour
/// that hangs with the directory's lock, until it lets go. Any other failure is the end: the kernel
/// may have dropped what it could not write, and a later sync would not say so.
final class GroupCommit implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

  private final AppendQueue queue;
  private final SegmentWriter writer;
  private final WriterRegistration registration;
  private final Admission admission;
  private final Duration idleInterval;
  private final Thread thread;

  private GroupCommit(
      AppendQueue queue,
      SegmentWriter writer,
      WriterRegistration registration,
      Admission admission,
      Duration idleInterval) {
    this.queue = queue;
    this.writer = writer;
    this.registration = registration;
    this.admission = admission;
    this.idleInterval = idleInterval;
    this.thread = Thread.ofPlatform().name("journal-writer").daemon().unstarted(this::run);
  }

  static GroupCommit start(
      AppendQueue queue,
      SegmentWriter writer,
      WriterRegistration registration,
      Admission admission,
      Duration idleInterval) {
    GroupCommit commit = new GroupCommit(queue, writer, registration, admission, idleInterval);
    commit.thread.start();
    return commit;
  }

  private void run() {
    try {
      while (!queue.isFinished()) {
        List<PendingAppend> batch = queue.take(idleInterval);
        if (admission.isFailed()) {
          refuse(batch, Reason.FAILED);
        } else {
          write(batch);
        }
        queue.release(batch);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
    leave();
  }

  private void write(List<PendingAppend> batch) {
    Optional<Reason> problem = attempt(() -> writeAll(batch));
    problem.ifPresent(reason -> refuse(batch, reason));
  }

  private void writeAll(List<PendingAppend> batch) throws IOException {
    for (PendingAppend append : batch) {
      writer.append(append);
    }
    writer.commit();
    writer.rollIfOld();
    if (!batch.isEmpty() && queue.isEmpty()) {
      writer.mark();
    }
  }

  private interface DiskWork {
    void run() throws IOException;
  }

  /// Why the work could not be done, after what is not durable has been taken back.
  private Optional<Reason> attempt(DiskWork work) {
    try {
      work.run();
      return Optional.empty();
    } catch (DiskFullException full) {
      try {
        writer.retreat();
        admission.lowDisk("the disk is full");
        return Optional.of(Reason.LOW_DISK);
      } catch (IOException e) {
        e.addSuppressed(full);
        admission.fail(e);
        return Optional.of(Reason.FAILED);
      }
    } catch (DirectoryLock.LockedException locked) {
      log.warn("Records are refused for the moment", locked);
      takeBack();
      return Optional.of(Reason.OVERLOADED);
    } catch (Throwable e) {
      // Also errors: whatever broke, a record must not be acknowledged by the next batch's sync.
      admission.fail(e);
      takeBack();
      return Optional.of(Reason.FAILED);
    }
  }

  /// What was refused should not come back after a restart. Best effort, and without another sync.
  private void takeBack() {
    try {
      writer.retreat();
    } catch (IOException | RuntimeException e) {
      log.warn("Records that were refused may be found again at the next start", e);
    }
  }

  private static void refuse(List<PendingAppend> batch, Reason reason) {
    String message =
        switch (reason) {
          case LOW_DISK -> "the disk is full";
          case UNREACHABLE, TOO_LARGE -> "it was not taken";
          case OVERLOADED -> "another process keeps the journal's directory locked";
          case FAILED, CLOSED -> "a write or sync failed";
        };
    for (PendingAppend append : batch) {
      if (!append.isDurable()) {
        append.refuse(new JournalUnavailableException(reason, message));
      }
    }
  }

  private void leave() {
    if (!admission.isFailed()) {
      attempt(writer::seal).ifPresent(reason -> log.warn("The last segment is not sealed"));
    }
    try {
      writer.abandon();
      registration.unregister();
    } catch (IOException e) {
      log.warn("The journal's files did not close cleanly", e);
    }
  }

  /// Returns when all that waited is written or refused, the segment sealed, the thread ended.
  @Override
  public void close() {
    queue.close();
    Threads.join(thread);
  }
}
