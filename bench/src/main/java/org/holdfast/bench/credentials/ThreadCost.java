package org.holdfast.bench.credentials;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import org.holdfast.credentials.refusal.RefusalException;

/// Processor time of the calling thread per run of something, in milliseconds. Not the time by the
/// clock: what other processes take does not count, but what they take from the caches does.
///
/// @param median of the rounds
/// @param best of the rounds
record ThreadCost(double median, double best) {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int ROUNDS = 15;

  /// Warms up for a third of the time, then measures in rounds of equal length.
  static ThreadCost of(Exchange exchange, double seconds) throws RefusalException {
    round(exchange, seconds / 3);
    double[] rounds = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      rounds[i] = round(exchange, seconds * 2 / 3 / ROUNDS);
    }
    Arrays.sort(rounds);
    return new ThreadCost(rounds[ROUNDS / 2], rounds[0]);
  }

  private static double round(Exchange exchange, double seconds) throws RefusalException {
    long start = THREADS.getCurrentThreadCpuTime();
    long now = start;
    int runs = 0;
    while (runs == 0 || now - start < seconds * 1e9) {
      exchange.run();
      runs++;
      now = THREADS.getCurrentThreadCpuTime();
    }
    return (now - start) / 1e6 / runs;
  }

  double perSecond() {
    return 1000 / median;
  }
}
