package org.holdfast.app.upgradetest;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.testkit.wire.Answer;

/// Single-request submissions at a fixed rate, in turns over all lanes, until it is closed. The
/// rate grows to that at first: neither end of a measurement begins with compiled code.
final class OpenLoad implements AutoCloseable {
  private static final String PATH = "/api/v1/submit_measurement";

  /// Beyond it the load waits: a server that answers nothing must not end this process.
  private static final int UNDER_WAY_MAX = 5_000;

  /// What the rate grows by in a second.
  private static final int GROWTH = 20;

  private final List<Lane> lanes;
  private final Submissions submissions;
  private final Tally tally;
  private final int perSecond;
  private final CountDownLatch grown = new CountDownLatch(1);
  private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore free = new Semaphore(UNDER_WAY_MAX);
  private final Thread schedule;
  private volatile boolean over;

  private OpenLoad(List<Lane> lanes, Submissions submissions, Tally tally, int perSecond) {
    this.lanes = lanes;
    this.submissions = submissions;
    this.tally = tally;
    this.perSecond = perSecond;
    this.schedule = Thread.ofPlatform().daemon().name("open-load").unstarted(this::run);
  }

  static OpenLoad start(List<Lane> lanes, Submissions submissions, Tally tally, int perSecond) {
    OpenLoad load = new OpenLoad(lanes, submissions, tally, perSecond);
    load.schedule.start();
    return load;
  }

  private void run() {
    long start = System.nanoTime();
    long next = start;
    int turn = 0;
    while (!over) {
      Lane lane = lanes.get(turn++ % lanes.size());
      free.acquireUninterruptibly();
      requests.execute(() -> submit(lane, submissions.next()));
      next += (long) (1e9 / rateAfter((next - start) / 1e9));
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }

  private double rateAfter(double seconds) {
    double rate = GROWTH * (1 + seconds);
    if (rate < perSecond) {
      return rate;
    }
    grown.countDown();
    return perSecond;
  }

  /// Waits until the rate is what was asked for.
  void awaitFullRate() throws InterruptedException {
    grown.await();
  }

  private void submit(Lane lane, Submissions.Submission submission) {
    try {
      Answer answer = lane.post(PATH, submission.body());
      tally.answered(lane.name(), answer);
      if (answer.isSuccess()) {
        tally.promised(answer.member("measurement_uid").orElse(""), submission.kept());
      }
    } catch (IOException e) {
      tally.reset(lane.name(), e);
    } finally {
      free.release();
    }
  }

  /// Begins nothing more and waits for what is under way.
  @Override
  public void close() {
    over = true;
    try {
      schedule.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    requests.close();
  }
}
