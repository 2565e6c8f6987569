package org.holdfast.app.submit;

import java.time.Duration;

/// Waits; tests do not.
@FunctionalInterface
interface Pause {
  Pause REAL = Thread::sleep;

  void pause(Duration duration) throws InterruptedException;
}
