package org.holdfast.edge.watch;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A thread that looks at something again and again until it is closed. A look that fails is logged
/// and does not end it.
public final class PeriodicLook implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeriodicLook.class);

  private final Thread thread;

  private PeriodicLook(Thread thread) {
    this.thread = thread;
  }

  /// Waits `interval` before each look, the first included.
  public static PeriodicLook start(String name, Duration interval, Runnable look) {
    Thread thread = Thread.ofVirtual().name(name).unstarted(() -> run(name, interval, look));
    thread.start();
    return new PeriodicLook(thread);
  }

  private static void run(String name, Duration interval, Runnable look) {
    try {
      while (true) {
        Thread.sleep(interval);
        lookOnce(name, look);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private static void lookOnce(String name, Runnable look) {
    try {
      look.run();
    } catch (RuntimeException e) {
      LOG.error("{} could not look", name, e);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
