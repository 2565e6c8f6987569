package org.holdfast.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who computes, and when.
@Timeout(20)
final class TurnTest {
  private final Semaphore one = Turn.turns(1);

  /// Another request that takes a turn and ends.
  private FutureTask<Boolean> another() {
    var other = new FutureTask<>(() -> Turn.during(one, () -> true));
    Thread.ofVirtual().start(other);
    return other;
  }

  private FutureTask<Boolean> anotherThatWaits() {
    FutureTask<Boolean> other = another();
    await().until(one::hasQueuedThreads);
    return other;
  }

  @Test
  void nextComputesWhenTheFirstIsDone() throws Exception {
    FutureTask<Boolean> other = Turn.during(one, this::anotherThatWaits);
    assertThat(other.get()).isTrue();
    assertThat(one.availablePermits()).isEqualTo(1);
  }

  @Test
  void nextComputesOnceTheFirstSaysItIsAtItsEnd() throws Exception {
    Turn.during(
        one,
        () -> {
          FutureTask<Boolean> other = anotherThatWaits();
          Turn.end();
          return other.get();
        });
    assertThat(one.availablePermits()).isEqualTo(1);
  }

  @Test
  void nextComputesWhileTheFirstWaitsAside() throws Exception {
    Turn.during(
        one,
        () -> {
          try (Turn.Aside _ = Turn.aside()) {
            another().get();
          }
          assertThat(one.availablePermits()).as("its turn again").isZero();
          return null;
        });
    assertThat(one.availablePermits()).isEqualTo(1);
  }

  @Test
  void turnEndsWithARequestThatFails() {
    assertThatThrownBy(
            () ->
                Turn.during(
                    one,
                    () -> {
                      throw new IllegalStateException("of the request");
                    }))
        .hasMessage("of the request");
    assertThat(one.availablePermits()).isEqualTo(1);
  }

  @Test
  void waitingAsideIsNothingWithoutATurn() throws Exception {
    try (Turn.Aside _ = Turn.aside()) {
      Turn.end();
    }
    Turn.during(
        one,
        () -> {
          Turn.end();
          try (Turn.Aside _ = Turn.aside()) {
            assertThat(one.availablePermits()).isEqualTo(1);
          }
          assertThat(one.availablePermits()).as("no turn was begun again").isEqualTo(1);
          return null;
        });
    assertThat(one.availablePermits()).isEqualTo(1);
  }

  @Test
  void whoeverIsInterruptedWhileWaitingTakesNoTurn() throws Exception {
    Turn.during(
        one,
        () -> {
          var waiting = new FutureTask<>(this::beginAndSayWhatHappened);
          Thread thread = Thread.ofVirtual().start(waiting);
          await().until(one::hasQueuedThreads);
          thread.interrupt();
          assertThat(waiting.get()).isEqualTo("interrupted");
          return null;
        });
    assertThat(one.availablePermits()).isEqualTo(1);
  }

  private String beginAndSayWhatHappened() {
    try {
      return Turn.during(one, () -> "begun");
    } catch (InterruptedException e) {
      return "interrupted";
    }
  }
}
