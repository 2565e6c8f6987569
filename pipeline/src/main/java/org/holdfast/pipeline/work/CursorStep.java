package org.holdfast.pipeline.work;

import java.util.function.Supplier;
import org.holdfast.journal.Cursor;

/// Keeps a cursor open, and with it the lock that lets one process at a time read the journal under
/// its name, for as long as a step works on what it gave.
///
/// A step may outlive the patience of whoever closes the pipeline: an object of the archive is
/// being written, and the disk is slow. If the cursor were closed under it, another process could
/// read the same records and write the same object at the same time.
public final class CursorStep implements AutoCloseable {
  private final Cursor cursor;
  private boolean working;
  private boolean closed;

  public CursorStep(Cursor cursor) {
    this.cursor = cursor;
  }

  /// Begins a step, to be ended by closing what is returned. One thread at a time.
  ///
  /// @throws DependencyDownException after [#close]
  public synchronized Step begin() {
    if (closed) {
      throw new DependencyDownException(
          "the next start", new IllegalStateException("the pipeline is closed"));
    }
    working = true;
    return this::end;
  }

  /// Does all of `work` in a step.
  public <T> T in(Supplier<T> work) {
    try (Step _ = begin()) {
      return work.get();
    }
  }

  private synchronized void end() {
    working = false;
    if (closed) {
      cursor.close();
    }
  }

  /// Lets no step begin any more, and closes the cursor: now, or at the end of the one that works.
  @Override
  public synchronized void close() {
    closed = true;
    if (!working) {
      cursor.close();
    }
  }

  /// One that has begun.
  @FunctionalInterface
  public interface Step extends AutoCloseable {
    @Override
    void close();
  }
}
