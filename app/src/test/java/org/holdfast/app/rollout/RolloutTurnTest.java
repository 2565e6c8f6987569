package org.holdfast.app.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.holdfast.app.rollout.Rollout.Phase;
import org.holdfast.app.rollout.Rollout.Stage;
import org.holdfast.bouncer.fleet.RolloutStore;
import org.holdfast.bouncer.fleet.sql.SqlFleetStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// When a command that moves a roll-out counts as dead, and who goes on then. Nobody waits here:
/// whoever pauses moves time on.
class RolloutTurnTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);
  private static final Rollout ROLLOUT = Rollout.begin("r1", "/releases/2", List.of("n1", "n2"));

  @TempDir Path directory;
  private SqlFleetStore store;
  private final Told told = new Told();

  /// What happens while somebody pauses.
  private interface Meanwhile {
    void run() throws InterruptedException, RolloutException;
  }

  private static final class Told implements Pace {
    private long nanos = -7;
    private Meanwhile meanwhile = () -> {};

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public void pause(Duration duration) throws InterruptedException {
      nanos += duration.toNanos();
      try {
        meanwhile.run();
      } catch (RolloutException e) {
        throw new AssertionError(e);
      }
    }
  }

  @BeforeEach
  void open() {
    store = SqlFleetStore.openSqlite(directory.resolve("fleet.sqlite"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void commandThatWasSilentForFifteenSecondsIsReplacedAndStopsIfItWakes() throws Exception {
    RolloutTurn silent = take(store.rollout(), "first");
    RolloutStore.Kept kept = store.rollout();

    RolloutTurn.awaitAbandoned(store, kept, told);
    assertThat(told.nanos).isGreaterThanOrEqualTo(Duration.ofSeconds(15).toNanos() - 7);
    RolloutTurn second = take(kept, "second");

    assertThatThrownBy(() -> silent.keep(ROLLOUT.with("n1", Stage.UPGRADING)))
        .hasMessage("another command has taken this roll-out over");
    second.keep(second.rollout().with("n1", Stage.UPGRADING));
    assertThat(kept().at(Stage.UPGRADING)).containsExactly("n1");
  }

  @Test
  void commandThatIsThereIsLetAlone() throws Exception {
    RolloutTurn there = take(store.rollout(), "first");
    RolloutStore.Kept kept = store.rollout();
    told.meanwhile = there::renew;

    assertThatThrownBy(() -> RolloutTurn.awaitAbandoned(store, kept, told))
        .hasMessage("another roll-out is under way; let it end first");
    assertThat(told.nanos).as("seen within two renewals").isLessThan(2_000_000_000L);
  }

  @Test
  void commandThatSpeaksAgainInTheLastMomentIsLetAlone() throws Exception {
    RolloutTurn slow = take(store.rollout(), "first");
    RolloutStore.Kept kept = store.rollout();
    told.meanwhile =
        () -> {
          if (told.nanos > Duration.ofMillis(14_400).toNanos()) {
            slow.renew();
          }
        };

    assertThatThrownBy(() -> RolloutTurn.awaitAbandoned(store, kept, told))
        .hasMessage("another roll-out is under way; let it end first");
  }

  @Test
  @DisplayName("of two commands that wait for the same dead one, one goes on")
  void thirdCommandIsRefused() throws Exception {
    RolloutTurn dead = take(store.rollout(), "first");
    RolloutStore.Kept kept = store.rollout();
    RolloutTurn.awaitAbandoned(store, kept, told);
    // Both have waited; the second is quicker.
    RolloutTurn second = take(kept, "second");

    assertThatThrownBy(() -> take(kept, "third"))
        .hasMessage("another roll-out has begun at this moment");
    // One that came later saw it take its turn.
    assertThatThrownBy(() -> RolloutTurn.awaitAbandoned(store, kept, told))
        .hasMessage("another roll-out is under way; let it end first");

    second.keep(second.rollout().with(Phase.BACK, "taken back by an operator"));
    assertThat(store.history(10))
        .extracting(entry -> entry.act().who() + ": " + entry.before() + " -> " + entry.after())
        .containsExactly(
            "second: FORWARD -> BACK",
            "second: unfinished or none -> FORWARD /releases/2",
            "first: unfinished or none -> FORWARD /releases/2");
    assertThat(dead.rollout()).isEqualTo(ROLLOUT);
  }

  private RolloutTurn take(RolloutStore.Kept kept, String who) throws RolloutException {
    return RolloutTurn.take(store, kept, ROLLOUT, who, CLOCK, told);
  }

  private Rollout kept() {
    Optional<Rollout> kept = Rollout.parse(store.rollout().state());
    return kept.orElseThrow();
  }
}
