package org.holdfast.bouncer.fleet.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.bouncer.fleet.KnownNode;
import org.holdfast.bouncer.fleet.Wanted;
import org.holdfast.bouncer.fleet.fixture.Nodes;
import org.junit.jupiter.api.Test;

/// What a process that stood still makes of answers that came too late.
class StallsTest {
  private static final Duration FAST = Duration.ofMillis(5);
  private static final Duration SOON = Duration.ofSeconds(20);

  @Test
  void nothingIsLostBeforeAStallOrAfterIt() {
    try (Stalls stalls = Stalls.watch()) {
      long start = System.nanoTime();

      assertThat(stalls.between(start + 1_000_000_000L, start + 2_000_000_000L)).isZero();
      assertThat(stalls.totalNanos()).isGreaterThanOrEqualTo(stalls.longestNanos());
    }
  }

  @Test
  void deadNodeIsFoundDeadWhetherThisProcessStandsStillOrNot() {
    AtomicBoolean dead = new AtomicBoolean();
    KnownNode node =
        new KnownNode(
            Nodes.C1,
            Optional.empty(),
            Optional.empty(),
            Wanted.SERVING,
            Nodes.NOON,
            Optional.empty(),
            Optional.empty());
    try (Stalls stalls = Stalls.watch();
        AddressWatch watch =
            AddressWatch.start(
                node,
                Nodes.https("c1.example.org"),
                (n, address, within) -> dead.get() ? Optional.of("refused") : Optional.empty(),
                (n, address, within) -> Optional.empty(),
                new Rhythm(FAST, FAST, FAST, FAST),
                stalls,
                () -> {})) {
      await().atMost(SOON).until(() -> watch.seen().well());
      dead.set(true);
      await().atMost(SOON).until(() -> !watch.seen().well());
      assertThat(watch.seen().reason()).isEqualTo("refused");
    }
  }
}
