package org.holdfast.app.server;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Says that the process shall end, and why: because somebody asked, or because the journal failed.
/// The first reason counts, but a failure also after a successor has taken over. Safe for
/// concurrent use.
public final class StopSignal {
  private final CountDownLatch given = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean unhurried;

  /// Somebody asks for a stop.
  public void request() {
    unhurried = false;
    given.countDown();
  }

  /// A successor has taken over: what has begun may take its time, unless a stop is requested
  /// later.
  void leaveToSuccessor() {
    if (given.getCount() > 0) {
      unhurried = true;
    }
    given.countDown();
  }

  /// Whether nothing is to be hurried, since a successor has taken over.
  public boolean isUnhurried() {
    return unhurried;
  }

  /// Nothing can be acknowledged any more, so there is no use in taking time either.
  public void fail(Throwable cause) {
    if (given.getCount() > 0 || unhurried) {
      failure.compareAndSet(null, cause);
    }
    unhurried = false;
    given.countDown();
  }

  public boolean isGiven() {
    return given.getCount() == 0;
  }

  /// Whether it was given because something failed.
  public boolean isFailure() {
    return failure.get() != null;
  }

  public void await() throws InterruptedException {
    given.await();
  }

  /// Waits for it at most so long; whether it was given.
  public boolean await(Duration atMost) throws InterruptedException {
    return given.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }
}
