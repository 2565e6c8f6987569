package org.holdfast.app.command;

import java.util.concurrent.CountDownLatch;
import org.holdfast.app.server.StopSignal;

/// Turns SIGTERM and SIGINT into a stop signal, and lets the JVM end only when the server has
/// closed and with its exit code; by itself it would end at once and with 143.
final class ShutdownHook implements AutoCloseable {
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile int code = ExitCode.FAILED;

  private ShutdownHook(StopSignal stop) {
    this.thread =
        Thread.ofPlatform()
            .name("shutdown")
            .unstarted(
                () -> {
                  stop.request();
                  awaitClosed();
                  Runtime.getRuntime().halt(code);
                });
  }

  static ShutdownHook install(StopSignal stop) {
    ShutdownHook hook = new ShutdownHook(stop);
    Runtime.getRuntime().addShutdownHook(hook.thread);
    return hook;
  }

  /// The code to end with.
  void endWith(int exitCode) {
    code = exitCode;
  }

  /// The server is closed.
  @Override
  public void close() {
    try {
      var _ = Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException e) {
      // The JVM is shutting down already, and the hook is what waits for us.
    }
    closed.countDown();
  }

  private void awaitClosed() {
    boolean waiting = true;
    while (waiting) {
      try {
        closed.await();
        waiting = false;
      } catch (InterruptedException e) {
        // Nobody interrupts a shutdown hook; if somebody does, the server still has to close.
      }
    }
  }
}
