package org.holdfast.pipeline.work;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Repeats one step on a thread of its own until closed. A step that fails is tried again after a
/// pause that doubles up to a bound; whatever it is, the thread never dies of it.
///
/// The thread is not interrupted when it is closed, since an interrupt closes the file channels it
/// happens to be reading from: a step must come back by itself within a second or so.
public final class CursorWorker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CursorWorker.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /// One piece of work. Waits a moment where there is none.
  @FunctionalInterface
  public interface Step {
    void run() throws InterruptedException;
  }

  private final Step step;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile Optional<String> waitsFor = Optional.empty();

  private CursorWorker(String name, Step step) {
    this.step = step;
    this.thread = Thread.ofPlatform().name("pipeline-" + name).daemon().unstarted(this::work);
  }

  /// Starts repeating `step` on a thread named `pipeline-<name>`.
  public static CursorWorker start(String name, Step step) {
    CursorWorker worker = new CursorWorker(name, step);
    worker.thread.start();
    return worker;
  }

  /// What the last step failed for; empty while all is well.
  public Optional<String> waitsFor() {
    return waitsFor;
  }

  /// Whether the thread lives.
  public boolean isRunning() {
    return thread.isAlive();
  }

  private void work() {
    Duration pause = FIRST_PAUSE;
    while (closed.getCount() > 0) {
      try {
        step.run();
        if (waitsFor.isPresent()) {
          log.info("goes on; had waited for {}", waitsFor.get());
          waitsFor = Optional.empty();
        }
        pause = FIRST_PAUSE;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (DependencyDownException e) {
        noteFailure(e.dependency(), e);
        pause = pauseAndLengthen(pause);
      } catch (RuntimeException | Error e) {
        noteFailure("an end to unexpected errors, see the log", e);
        pause = pauseAndLengthen(pause);
      }
    }
  }

  /// Logs the first failure of a row; the hundred that follow while a database is down say no more.
  private void noteFailure(String dependency, Throwable cause) {
    if (closed.getCount() == 0) {
      log.info("{} ends its step unfinished: {}", thread.getName(), cause.getMessage());
    } else if (!waitsFor.equals(Optional.of(dependency))) {
      log.warn("waits for {} and will try again", dependency, cause);
    }
    waitsFor = Optional.of(dependency);
  }

  private Duration pauseAndLengthen(Duration pause) {
    try {
      if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        return pause;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed.countDown();
    }
    Duration longer = pause.multipliedBy(2);
    return longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
  }

  /// Lets the current step end and waits for that, half a minute at most.
  @Override
  public void close() {
    closed.countDown();
    try {
      if (!thread.join(Duration.ofSeconds(30))) {
        log.warn("{} did not end within 30 s and is left behind", thread.getName());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
