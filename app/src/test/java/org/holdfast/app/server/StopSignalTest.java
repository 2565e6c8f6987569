package org.holdfast.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class StopSignalTest {
  private final StopSignal stop = new StopSignal();

  @Test
  void whoWasAskedToStopDoesNotFailAnyMore() {
    stop.request();
    stop.fail(new IOException("too late"));
    assertThat(stop.isGiven()).isTrue();
    assertThat(stop.isFailure()).isFalse();
  }

  @Test
  @DisplayName("I1: a failed flush ends the process also while it finishes after a hand-over")
  void aFailureEndsTheTimeThatWasLeftToFinish() {
    stop.leaveToSuccessor();
    assertThat(stop.isUnhurried()).isTrue();
    stop.fail(new IOException("Input/output error"));
    assertThat(stop.isUnhurried()).isFalse();
    assertThat(stop.isFailure()).isTrue();
  }

  @Test
  void aStopEndsTheTimeThatWasLeftToFinish() {
    stop.leaveToSuccessor();
    stop.request();
    assertThat(stop.isUnhurried()).isFalse();
    assertThat(stop.isFailure()).isFalse();
  }
}
