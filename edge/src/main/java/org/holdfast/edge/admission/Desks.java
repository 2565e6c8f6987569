package org.holdfast.edge.admission;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Where requests that were let in are worked on: threads of the operating system that give way to
/// all others. Virtual threads take the processors first come, first served and are not
/// interrupted, so what computes for a millisecond has no business there: "come back later" is said
/// on one, and must not stand behind it when it matters most.
///
/// There are as many as there are requests at the same time, which is for the [Admission] to bound.
/// They end when there is nothing to do.
final class Desks {
  private static final int LEAVE_AFTER_SECONDS = 10;

  private final ExecutorService threads;

  Desks(String name) {
    this.threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            LEAVE_AFTER_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name(name + "-", 0).factory());
  }

  /// Does a request's work at a desk and waits for it. Interrupts the work if interrupted.
  <T> T work(Callable<T> request) throws InterruptedException {
    FutureTask<T> task = new FutureTask<>(request);
    threads.execute(
        () -> {
          Precedence.giveWay();
          task.run();
        });
    try {
      return task.get();
    } catch (InterruptedException e) {
      task.cancel(true);
      throw e;
    } catch (ExecutionException e) {
      throw asThrown(e);
    }
  }

  private static RuntimeException asThrown(ExecutionException failed) throws InterruptedException {
    switch (failed.getCause()) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case InterruptedException e -> throw e;
      case null, default ->
          throw new IllegalStateException("an endpoint throws nothing else", failed);
    }
  }
}
