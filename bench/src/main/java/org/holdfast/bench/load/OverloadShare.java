package org.holdfast.bench.load;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// What becomes of a server that is asked for several times what it can do: how much of that it
/// still does, how quickly it tells the others to come back later, whether `/health` answers
/// meanwhile, and how soon all is as before when the load ends.
///
/// Capacity is what 32 connections get that send as fast as answers come. So that the driver takes
/// nothing from the server, which it would the more of the more it sends, they are to have
/// processors of their own: `taskset -c 1 java -Dbench.server.processors=0 ... OverloadShare`.
///
/// Arguments: seconds of overload (default 60), times the capacity (default 4), seconds per other
/// stretch (default 10), connections of the overload (default 2000), document bytes (default
/// 20000), seconds of overload before, for the compilers of both sides (default 15).
public final class OverloadShare {
  private static final int IN_TIME_MILLIS = 100;
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final double AS_BEFORE = 0.95;
  private static final String PROCESSORS = System.getProperty("bench.server.processors", "");

  private OverloadShare() {}

  public static void main(String[] args) throws Exception {
    Duration overload = Duration.ofSeconds(IntakeShare.argument(args, 0, 60));
    int times = IntakeShare.argument(args, 1, 4);
    Duration stretch = Duration.ofSeconds(IntakeShare.argument(args, 2, 10));
    int connections = IntakeShare.argument(args, 3, 2000);
    SubmissionTemplate template = SubmissionTemplate.ofSize(IntakeShare.argument(args, 4, 20_000));
    Duration warmUp = Duration.ofSeconds(IntakeShare.argument(args, 5, 15));
    Path directory = Files.createTempDirectory("holdfast-bench");
    try (IntakeShare.Server server = IntakeShare.Server.holdfastOn(PROCESSORS, directory)) {
      LoadDriver closed = new LoadDriver(server.uri, template, 32);
      // So that the just-in-time compilers of both sides have seen everything that comes.
      double cold = closed.saturate(stretch).perSecond();
      new OpenLoad(server.uri, template, connections, 4_000_000_000_000_000L)
          .run(times * cold, warmUp);
      closed.saturate(stretch);
      LoadResult before = closed.saturate(stretch);
      double capacity = before.perSecond();
      IntakeShare.print("capacity: %s", before);
      StolenTime stolen = StolenTime.now();

      Health health = Health.watch(server.uri);
      ProcessorTime driver = ProcessorTime.now();
      Duration served = server.processorTime();
      OpenAnswers answers =
          new OpenLoad(server.uri, template, connections, 5_000_000_000_000_000L)
              .run(times * capacity, overload);
      health.end();
      printProcessorTime(ProcessorTime.now().since(driver), server.processorTime().minus(served));
      print(answers, times, capacity, overload);
      IntakeShare.print("meanwhile %s", StolenTime.now().since(stolen));
      IntakeShare.print("/health on a new connection meanwhile: %s", health);
      printRecovery(closed, capacity);
    }
  }

  private static void print(OpenAnswers answers, int times, double capacity, Duration overload) {
    Latencies accepted = answers.accepted();
    double goodput = accepted.all() / (overload.toNanos() / 1e9) / capacity;
    IntakeShare.print(
        "at %d times the capacity for %d s: goodput %.0f %% of the capacity (p50 %d ms, p99 %d ms)",
        times, overload.toSeconds(), 100 * goodput, accepted.millis(0.5), accepted.millis(0.99));
    IntakeShare.print(
        "surplus: %d answered 503 with Retry-After, %s since due; %d other answers, %d not answered",
        answers.refused().all(), inTime(answers.refused()), answers.others(), answers.broken());
    IntakeShare.print("surplus since the driver sent it: %s", inTime(answers.refusedSinceSent()));
    IntakeShare.print(
        "the driver sent later than due by: p50 %d ms, p99 %d ms",
        answers.late().millis(0.5), answers.late().millis(0.99));
  }

  private static String inTime(Latencies latencies) {
    return String.format(
        Locale.ROOT,
        "%.2f %% within %d ms (p50 %d ms, p99 %d ms, p99.9 %d ms)",
        latencies.percentShorterThan(IN_TIME_MILLIS),
        IN_TIME_MILLIS,
        latencies.millis(0.5),
        latencies.millis(0.99),
        latencies.millis(0.999));
  }

  private static void printProcessorTime(ProcessorTime driver, Duration served) {
    IntakeShare.print(
        "processors used meanwhile: server %.2f, driver %.2f",
        served.toNanos() / 1e9 / driver.wallSeconds(),
        driver.processSeconds() / driver.wallSeconds());
  }

  private static void printRecovery(LoadDriver closed, double capacity) throws Exception {
    List<String> shares = new ArrayList<>();
    int recovered = 0;
    for (int second = 1; second <= 10; second++) {
      LoadResult result = closed.saturate(SECOND);
      double share = result.perSecond() / capacity;
      shares.add(Math.round(100 * share) + (result.failures() > 0 ? "!" : ""));
      if (recovered == 0 && share >= AS_BEFORE && result.failures() == 0) {
        recovered = second;
      }
    }
    IntakeShare.print(
        "after it, %% of the capacity by second (! with refusals): %s; at %.0f %% again within %s s",
        String.join(" ", shares),
        100 * AS_BEFORE,
        recovered == 0 ? "more than 10" : Integer.toString(recovered));
  }

  /// Asks `/health` ten times a second, each time on a new connection.
  private static final class Health {
    private static final byte[] REQUEST =
        "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Thread thread;
    private int failures;

    private Health(URI server) {
      this.thread = Thread.ofPlatform().name("health").start(() -> ask(server));
    }

    static Health watch(URI server) {
      return new Health(server);
    }

    private void ask(URI server) {
      while (!ended.get()) {
        long from = System.nanoTime();
        try (KeepAliveConnection connection = KeepAliveConnection.open(server)) {
          if (connection.exchange(REQUEST) != 200) {
            failures++;
          }
          nanos.add(System.nanoTime() - from);
        } catch (java.io.IOException e) {
          failures++;
        }
        LockSupport.parkNanos(100_000_000);
      }
    }

    void end() throws InterruptedException {
      ended.set(true);
      thread.join();
    }

    @Override
    public String toString() {
      long[] latencies = nanos.stream().mapToLong(n -> n).toArray();
      LoadResult result = new LoadResult(Duration.ofSeconds(1), latencies, failures);
      return "p50 %.1f ms  p99 %.1f ms  of %d, failures %d"
          .formatted(
              result.latencyMillis(0.5), result.latencyMillis(0.99), latencies.length, failures);
    }
  }
}
