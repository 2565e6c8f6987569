package org.holdfast.bouncer.fleet.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AddressHealthTest {
  private static final Optional<String> FINE = Optional.empty();
  private static final Optional<String> BAD = Optional.of("refused");
  private static final long SECOND = 1_000_000_000L;

  private final AddressHealth health = new AddressHealth();
  private long now;

  @Test
  void nobodyIsWellWithoutAnExercise() {
    looks(5);

    assertThat(health.isWell()).isFalse();
    assertThat(health.isConcluded()).isFalse();
    assertThat(health.awaitsExercise()).isTrue();

    health.exercise(FINE);
    assertThat(health.isWell()).isTrue();
  }

  @Test
  void oneFailureIsNoneAndTwoInARowAre() {
    makeWell();

    health.look(BAD, now);
    health.look(FINE, now);
    health.look(BAD, now);
    assertThat(health.isWell()).isTrue();

    health.look(BAD, now);
    assertThat(health.isWell()).isFalse();
    assertThat(health.reason()).isEqualTo("refused");
  }

  @Test
  void whoWasSilentHasToProveItselfAgain() {
    makeWell();
    fall();

    looks(4);
    assertThat(health.isWell()).isFalse();
    assertThat(health.reason()).contains("exercised again");
    assertThat(health.awaitsExercise()).isTrue();

    health.exercise(FINE);
    assertThat(health.isWell()).isTrue();
  }

  @Test
  void failedExerciseIsTriedOnceMore() {
    makeWell();

    health.exercise(Optional.of("did not come back"));
    assertThat(health.isWell()).isTrue();
    assertThat(health.awaitsExercise()).isTrue();

    health.exercise(Optional.of("did not come back"));
    assertThat(health.isWell()).isFalse();
    assertThat(health.isConcluded()).isTrue();
    assertThat(health.reason()).isEqualTo("did not come back");
  }

  @Test
  void whatComesAndGoesHasToStayLongerEachTimeAndIsForgivenLater() {
    makeWell();
    assertThat(looksUntilWell()).isEqualTo(4);
    assertThat(looksUntilWell()).isEqualTo(6);
    assertThat(looksUntilWell()).isEqualTo(8);
    assertThat(looksUntilWell()).isEqualTo(8);

    now += Duration.ofMinutes(2).toNanos();
    assertThat(looksUntilWell()).isEqualTo(4);
  }

  private int looksUntilWell() {
    fall();
    int looks = 0;
    while (!health.isWell()) {
      looks(1);
      health.exercise(FINE);
      looks++;
    }
    return looks;
  }

  private void makeWell() {
    looks(2);
    health.exercise(FINE);
    assertThat(health.isWell()).isTrue();
  }

  private void fall() {
    health.look(BAD, now);
    health.look(BAD, now);
    assertThat(health.isWell()).isFalse();
  }

  private void looks(int count) {
    for (int i = 0; i < count; i++) {
      now += SECOND / 10;
      health.look(FINE, now);
    }
  }
}
