package org.holdfast.bouncer.fleet.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.bouncer.fleet.KnownNode;
import org.holdfast.bouncer.fleet.NodeKey;
import org.holdfast.bouncer.fleet.Wanted;
import org.holdfast.bouncer.fleet.fixture.Nodes;
import org.junit.jupiter.api.Test;

class AddressWatchTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration FAST = Duration.ofMillis(20);
  private static final Duration NEVER = Duration.ofHours(1);

  private final AtomicInteger exercises = new AtomicInteger();
  private final CountDownLatch hanging = new CountDownLatch(1);
  private volatile Optional<String> lookFault = Optional.empty();

  @Test
  void exerciseThatHangsWhenTheAddressFellIllDoesNotKeepItOut() {
    try (Stalls stalls = Stalls.watch();
        AddressWatch watch = watch(stalls)) {
      await().atMost(SOON).until(() -> hanging.getCount() == 0);
      assertThat(watch.seen().well()).isTrue();

      lookFault = Optional.of("leads to another node");
      await().atMost(SOON).until(() -> !watch.seen().well());
      lookFault = Optional.empty();

      await().atMost(SOON).until(() -> watch.seen().well());
      assertThat(exercises).hasValueGreaterThanOrEqualTo(3);
    }
  }

  /// The second exercise ends with its deadline only.
  private Optional<String> exercise(Duration within) throws InterruptedException {
    if (exercises.incrementAndGet() == 2) {
      hanging.countDown();
      Thread.sleep(within);
    }
    return Optional.empty();
  }

  private AddressWatch watch(Stalls stalls) {
    KnownNode node =
        new KnownNode(
            Nodes.C1,
            Optional.empty(),
            Optional.of(NodeKey.generate(new SecureRandom()).known()),
            Wanted.SERVING,
            Nodes.NOON,
            Optional.empty(),
            Optional.empty());
    return AddressWatch.start(
        node,
        Nodes.https("c1.example.org"),
        (asked, address, within) -> lookFault,
        (asked, address, within) -> exercise(within),
        new Rhythm(FAST, FAST, FAST, NEVER),
        stalls,
        () -> {});
  }
}
