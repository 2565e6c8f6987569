package org.holdfast.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Work at a desk is the request's own but for the thread.
@Timeout(20)
final class DesksTest {
  private final Desks desks = new Desks("test");

  @Test
  void workIsDoneOnAThreadOfTheOperatingSystem() throws Exception {
    var request = new FutureTask<>(() -> desks.work(() -> Thread.currentThread().isVirtual()));
    Thread.ofVirtual().start(request);
    assertThat(request.get()).isFalse();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void workGivesWayAndWhoeverAskedForItDoesNot() throws Exception {
    assertThat(desks.work(Precedence::nicerBy)).isEqualTo(5);
    assertThat(desks.work(Precedence::nicerBy)).as("again, no more than that").isEqualTo(5);
    assertThat(Precedence.nicerBy()).isZero();
  }

  @Test
  void whatTheWorkThrowsIsThrown() {
    var bug = new IllegalStateException("of the request");
    assertThatThrownBy(
            () ->
                desks.work(
                    () -> {
                      throw bug;
                    }))
        .isSameAs(bug);
  }

  @Test
  void whoeverIsInterruptedInterruptsTheWork() throws Exception {
    var begun = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    Thread asking =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    desks.work(
                        () -> {
                          begun.countDown();
                          try {
                            new CountDownLatch(1).await();
                          } catch (InterruptedException e) {
                            interrupted.countDown();
                          }
                          return null;
                        });
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    begun.await();
    asking.interrupt();
    interrupted.await();
    asking.join();
    assertThat(interrupted.getCount()).isZero();
  }

  @Test
  void asManyAreWorkedOnAtOnceAsThereAre() throws Exception {
    var all = new CountDownLatch(8);
    List<FutureTask<Boolean>> requests = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      var request = new FutureTask<>(() -> desks.work(() -> meet(all)));
      Thread.ofVirtual().start(request);
      requests.add(request);
    }
    for (FutureTask<Boolean> request : requests) {
      assertThat(request.get()).isTrue();
    }
  }

  private static boolean meet(CountDownLatch all) throws InterruptedException {
    all.countDown();
    all.await();
    return true;
  }
}
