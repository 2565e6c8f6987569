package org.holdfast.app.fleettest;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Asks all bouncers all the time, as probes and as an operator do.
final class Observer implements AutoCloseable {
  private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(80);
  private static final Duration BETWEEN_LISTS = Duration.ofMillis(250);

  private final List<Thread> threads = new ArrayList<>();
  private final Observations seen;

  private Observer(Observations seen) {
    this.seen = seen;
  }

  static Observer start(List<Bouncer> bouncers, Observations seen) {
    Observer observer = new Observer(seen);
    for (Bouncer bouncer : bouncers) {
      observer.repeat(BETWEEN_QUESTIONS, () -> observer.ask(bouncer));
      observer.repeat(BETWEEN_LISTS, () -> observer.list(bouncer));
    }
    return observer;
  }

  private interface Step {
    void take() throws InterruptedException;
  }

  private void repeat(Duration pause, Step step) {
    threads.add(
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    while (true) {
                      step.take();
                      Thread.sleep(pause);
                    }
                  } catch (InterruptedException e) {
                    // Finished.
                  }
                }));
  }

  private void ask(Bouncer bouncer) throws InterruptedException {
    if (!bouncer.isUp()) {
      return;
    }
    long asked = System.nanoTime();
    try {
      Set<String> told = bouncer.told();
      if (bouncer.isUp()) {
        seen.answered(bouncer.name(), told, asked);
      }
    } catch (IOException e) {
      // It was being started again.
    }
  }

  private void list(Bouncer bouncer) {
    long asked = System.nanoTime();
    Set<String> listed = bouncer.listed();
    if (bouncer.isUp() && !listed.isEmpty()) {
      seen.listed(bouncer.name(), listed, asked);
    }
  }

  /// Waits for the last answers.
  void finish() throws InterruptedException {
    close();
    for (Thread thread : threads) {
      thread.join(Duration.ofSeconds(5));
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}
