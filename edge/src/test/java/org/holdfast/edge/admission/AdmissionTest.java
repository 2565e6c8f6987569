package org.holdfast.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.RefusedException;
import org.holdfast.edge.SourceGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who gets a place and who does not.
@Timeout(20)
final class AdmissionTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final SourceGroup ONION = SourceGroup.crowd("onion");

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicReference<Optional<Refusal>> closed = new AtomicReference<>(Optional.empty());
  private final List<Admission.Place> held = new ArrayList<>();

  private Admission admission(int places, int waiting, Duration patience) {
    return new Admission(
        new AdmissionOptions("test", places, waiting, patience), closed::get, meters);
  }

  private static SourceGroup network(int number) {
    return SourceGroup.network(number);
  }

  /// Asks for a place on a thread of its own and returns once it waits or has its answer.
  private Future<Admission.Place> ask(Admission admission, SourceGroup group) {
    int before = admission.waiting();
    var asking = new FutureTask<>(() -> admission.enter(group));
    Thread.ofVirtual().start(asking);
    await().until(() -> asking.isDone() || admission.waiting() != before);
    return asking;
  }

  private void fill(Admission admission, SourceGroup group, int places) throws Exception {
    for (int i = 0; i < places; i++) {
      held.add(admission.enter(group));
    }
  }

  private static Refusal refusal(Future<Admission.Place> asked) throws InterruptedException {
    try {
      asked.get();
      throw new AssertionError("it has a place");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RefusedException refused) {
        return refused.refusal();
      }
      throw new AssertionError("it is no refusal", e);
    }
  }

  private double gauge(String name) {
    return meters.get("holdfast.admission." + name).tag("gate", "test").gauge().value();
  }

  @Test
  void whoeverFindsPlacesAndLineFullIsToldWhenToComeBack() throws Exception {
    Admission admission = admission(1, 0, LONG);
    fill(admission, network(1), 1);

    Refusal refusal = refusal(ask(admission, network(2)));

    assertThat(refusal.status()).isEqualTo(503);
    assertThat(refusal.reason()).isEqualTo("busy");
    assertThat(refusal.retryAfter()).isPresent();
  }

  @Test
  void thoseWhoAreRefusedTogetherDoNotComeBackTogether() throws Exception {
    Admission admission = admission(1, 0, LONG);
    fill(admission, network(1), 1);
    List<Duration> times = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      times.add(refusal(ask(admission, network(2))).retryAfter().orElseThrow());
    }
    assertThat(times).doesNotHaveDuplicates();
  }

  @Test
  void waitingEndsWithThePatience() throws Exception {
    Admission admission = admission(1, 8, Duration.ofMillis(20));
    fill(admission, network(1), 1);

    assertThat(refusal(ask(admission, network(2))).reason()).isEqualTo("busy");

    assertThat(admission.waiting()).isZero();
    held.getFirst().close();
    assertThat(admission.taken()).isZero();
    assertThat(admission.sources()).isZero();
  }

  @Test
  void lineGrowsAndShrinksWithWhatIsSaidAtTheTime() throws Exception {
    AtomicReference<AdmissionOptions> now =
        new AtomicReference<>(new AdmissionOptions("test", 1, 1, LONG));
    Admission admission = new Admission(now::get, closed::get, meters);
    fill(admission, network(1), 1);
    Future<Admission.Place> first = ask(admission, network(1));
    assertThat(refusal(ask(admission, network(1))).reason()).isEqualTo("busy");

    now.set(new AdmissionOptions("test", 1, 2, LONG));
    Future<Admission.Place> second = ask(admission, network(1));
    now.set(new AdmissionOptions("test", 1, 1, LONG));
    assertThat(refusal(ask(admission, network(1))).reason()).isEqualTo("busy");

    held.getFirst().close();
    first.get().close();
    second.get().close();
    assertThat(admission.taken()).isZero();
  }

  @Test
  void placeThatBecomesFreeGoesToWhoWaits() throws Exception {
    Admission admission = admission(1, 8, LONG);
    fill(admission, network(1), 1);
    Future<Admission.Place> next = ask(admission, network(2));
    assertThat(gauge("waiting")).isEqualTo(1);

    held.getFirst().close();

    next.get().close();
    assertThat(gauge("taken")).isZero();
    assertThat(gauge("waiting")).isZero();
    assertThat(gauge("places")).isEqualTo(1);
  }

  @Test
  void closingAPlaceTwiceFreesItOnce() throws Exception {
    Admission admission = admission(2, 0, LONG);
    fill(admission, network(1), 2);
    held.getFirst().close();
    held.getFirst().close();
    assertThat(admission.taken()).isEqualTo(1);
  }

  @Test
  void sourceThatHoldsLeastIsNext() throws Exception {
    Admission admission = admission(4, 8, LONG);
    fill(admission, network(1), 4);
    Future<Admission.Place> heavy = ask(admission, network(1));
    Future<Admission.Place> light = ask(admission, network(2));

    held.getFirst().close();

    held.add(light.get());
    assertThat(heavy.isDone()).isFalse();
    held.get(1).close();
    heavy.get().close();
  }

  @Test
  void sourcesThatHoldTheSameTakeTurns() throws Exception {
    Admission admission = admission(1, 8, LONG);
    fill(admission, network(1), 1);
    Future<Admission.Place> first = ask(admission, network(1));
    Future<Admission.Place> second = ask(admission, network(1));
    Future<Admission.Place> other = ask(admission, network(2));

    held.getFirst().close();
    other.get().close();
    first.get().close();
    second.get().close();
  }

  @Test
  void heaviestGivesWayWhenTheLineIsFull() throws Exception {
    Admission admission = admission(2, 2, LONG);
    fill(admission, network(1), 2);
    Future<Admission.Place> first = ask(admission, network(1));
    Future<Admission.Place> newest = ask(admission, network(1));

    var light = new FutureTask<>(() -> admission.enter(network(2)));
    Thread.ofVirtual().start(light);

    assertThat(refusal(newest).reason()).isEqualTo("busy-source");
    assertThat(first.isDone()).isFalse();
    held.getFirst().close();
    light.get().close();
    first.get().close();
  }

  @Test
  void heaviestIsRefusedBeforeItsBodyIsReadAndOthersAreNot() throws Exception {
    Admission admission = admission(2, 2, LONG);
    fill(admission, network(1), 2);
    List<Future<Admission.Place>> line =
        List.of(ask(admission, network(1)), ask(admission, network(1)));

    assertThat(line).noneMatch(Future::isDone);
    assertThatThrownBy(() -> admission.check(network(1))).isInstanceOf(RefusedException.class);
    admission.check(network(2));
  }

  @Test
  void crowdIsNeitherTakenForOneSourceNorKeepsTheOthersOut() throws Exception {
    Admission admission = admission(4, 8, LONG);
    fill(admission, ONION, 2);
    fill(admission, network(1), 1);
    fill(admission, network(2), 1);
    Future<Admission.Place> crowd = ask(admission, ONION);
    Future<Admission.Place> third = ask(admission, network(3));

    // Of two halves, the one that holds less is next, though the crowd holds more than network 3.
    held.get(2).close();
    held.add(third.get());
    held.get(3).close();
    held.add(crowd.get());
    Future<Admission.Place> fourth = ask(admission, network(4));
    Future<Admission.Place> more = ask(admission, ONION);
    held.getFirst().close();
    fourth.get();
    assertThat(more.isDone()).isFalse();
  }

  @Test
  void whileItIsClosedNobodyIsLetInWhateverIsFree() throws Exception {
    Admission admission = admission(4, 4, LONG);
    closed.set(Optional.of(Refusal.unavailable("slow", "slow-storage", Duration.ofSeconds(3))));

    assertThat(refusal(ask(admission, network(1))).reason()).isEqualTo("slow-storage");
    assertThatThrownBy(() -> admission.check(network(1))).isInstanceOf(RefusedException.class);

    closed.set(Optional.empty());
    admission.enter(network(1)).close();
  }

  @Test
  void interruptedWaiterLeavesNothingBehind() throws Exception {
    Admission admission = admission(1, 8, LONG);
    fill(admission, network(1), 1);
    var outcome = new CompletableFuture<Throwable>();
    Thread waiting =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    admission.enter(network(2)).close();
                  } catch (InterruptedException | RuntimeException e) {
                    outcome.complete(e);
                  }
                });
    await().until(() -> admission.waiting() == 1);

    waiting.interrupt();

    assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
    held.getFirst().close();
    assertThat(admission.taken()).isZero();
    assertThat(admission.sources()).isZero();
  }

  @Test
  void manyComeAndGoAndEveryPlaceComesBack() throws Exception {
    Admission admission = admission(4, 4, Duration.ofMillis(5));
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      SourceGroup group = i % 3 == 0 ? ONION : network(i % 7);
      var coming =
          new FutureTask<>(
              () -> {
                for (int times = 0; times < 20; times++) {
                  try (Admission.Place _ = admission.enter(group)) {
                    Thread.yield();
                  } catch (RefusedException busy) {
                    Thread.yield();
                  }
                }
                return group;
              });
      Thread.ofVirtual().start(coming);
      all.add(coming);
    }
    for (Future<?> coming : all) {
      coming.get();
    }
    assertThat(admission.taken()).isZero();
    assertThat(admission.waiting()).isZero();
    assertThat(admission.sources()).isZero();
  }
}
