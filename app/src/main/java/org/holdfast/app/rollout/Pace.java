package org.holdfast.app.rollout;

import java.time.Duration;

/// The time by which commands take each other for dead. Only differences of it count.
interface Pace {
  Pace REAL =
      new Pace() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void pause(Duration duration) throws InterruptedException {
          Thread.sleep(duration);
        }
      };

  long nanos();

  void pause(Duration duration) throws InterruptedException;
}
