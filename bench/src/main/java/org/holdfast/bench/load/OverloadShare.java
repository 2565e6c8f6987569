package org.holdfast.bench.load;

import java.io.IOException;
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
/// Capacity is what 32 connections get that send as fast as answers come, before an overload and
/// after it. All is done several times over in one life of the server, because machines have faster
/// and slower minutes.
///
/// The driver stands for other machines, which have processors of their own. Where there are few
/// here, give it precedence over the server, so that it sends when it should and sees an answer
/// when it is there: `nice -n -10 java -Dbench.server.by='nice -n 10' ... OverloadShare`. It is
/// still what the driver takes that is missing from the server's; `taskset -c 1 java
/// -Dbench.server.by='taskset -c 0'` gives each a processor.
///
/// Arguments: seconds of overload (default 60), times the capacity (default 4), seconds per other
/// stretch (default 10), connections of the overload (default 2000), document bytes (default
/// 20000), seconds of overload before, for the compilers of both sides (default 25), rounds
/// (default 3).
public final class OverloadShare {
  private static final int IN_TIME_MILLIS = 100;
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final double AS_BEFORE = 0.95;
  private static final String BY = System.getProperty("bench.server.by", "");
  private static final long FIRST_NUMBER = 4_000_000_000_000_000L;
  private static final long NUMBERS_PER_LOAD = 10_000_000_000_000L;

  private final IntakeShare.Server server;
  private final SubmissionTemplate template;
  private final int connections;
  private final LoadDriver closed;
  private long firstNumber = FIRST_NUMBER;

  private OverloadShare(IntakeShare.Server server, SubmissionTemplate template, int connections) {
    this.server = server;
    this.template = template;
    this.connections = connections;
    this.closed = new LoadDriver(server.uri, template, 32);
  }

  public static void main(String[] args) throws Exception {
    Duration overload = Duration.ofSeconds(IntakeShare.argument(args, 0, 60));
    int times = IntakeShare.argument(args, 1, 4);
    Duration stretch = Duration.ofSeconds(IntakeShare.argument(args, 2, 10));
    int connections = IntakeShare.argument(args, 3, 2000);
    SubmissionTemplate template = SubmissionTemplate.ofSize(IntakeShare.argument(args, 4, 20_000));
    Duration warmUp = Duration.ofSeconds(IntakeShare.argument(args, 5, 25));
    int rounds = IntakeShare.argument(args, 6, 3);
    Path directory = Files.createTempDirectory("holdfast-bench");
    try (IntakeShare.Server server = IntakeShare.Server.holdfastBy(BY, directory)) {
      var share = new OverloadShare(server, template, connections);
      share.warmUp(times, stretch, warmUp);
      for (int round = 1; round <= rounds; round++) {
        IntakeShare.print("round %d", round);
        share.round(times, stretch, overload);
      }
    }
  }

  /// So that the just-in-time compilers of both sides have seen everything that comes.
  private void warmUp(int times, Duration stretch, Duration overload) throws Exception {
    double cold = closed.saturate(stretch).perSecond();
    open(times * cold, overload);
    closed.saturate(stretch);
  }

  private OpenAnswers open(double perSecond, Duration duration) throws IOException {
    firstNumber += NUMBERS_PER_LOAD;
    return new OpenLoad(server.uri, template, connections, firstNumber).run(perSecond, duration);
  }

  private void round(int times, Duration stretch, Duration overload) throws Exception {
    LoadResult before = closed.saturate(stretch);
    IntakeShare.print("  capacity: %s", before);
    StolenTime stolen = StolenTime.now();
    Health health = Health.watch(server.uri);
    ProcessorTime driver = ProcessorTime.now();
    Duration served = server.processorTime();
    OpenAnswers answers = open(times * before.perSecond(), overload);
    health.end();
    printProcessorTime(ProcessorTime.now().since(driver), server.processorTime().minus(served));
    IntakeShare.print("  meanwhile %s", StolenTime.now().since(stolen));
    IntakeShare.print("  /health on a new connection meanwhile: %s", health);
    printSurplus(answers);
    printRecovery(before.perSecond());
    double after = closed.saturate(stretch).perSecond();
    printGoodput(answers.accepted(), overload, before.perSecond(), after);
  }

  private static void printSurplus(OpenAnswers answers) {
    IntakeShare.print(
        "  surplus: %d answered 503 with Retry-After, %s since due; %d other answers, %d not answered",
        answers.refused().all(), inTime(answers.refused()), answers.others(), answers.broken());
    IntakeShare.print("  surplus since the driver sent it: %s", inTime(answers.refusedSinceSent()));
    IntakeShare.print(
        "  the driver sent later than due by: p50 %d ms, p99 %d ms",
        answers.late().millis(0.5), answers.late().millis(0.99));
  }

  private static void printGoodput(
      Latencies accepted, Duration overload, double before, double after) {
    double perSecond = accepted.all() / (overload.toNanos() / 1e9);
    IntakeShare.print(
        "  goodput: %.0f/s, %.0f %% of the capacity before, %.0f %% of that before and after"
            + " (p50 %d ms, p99 %d ms)",
        perSecond,
        100 * perSecond / before,
        200 * perSecond / (before + after),
        accepted.millis(0.5),
        accepted.millis(0.99));
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
        "  processors used meanwhile: server %.2f, driver %.2f",
        served.toNanos() / 1e9 / driver.wallSeconds(),
        driver.processSeconds() / driver.wallSeconds());
  }

  private void printRecovery(double capacity) throws Exception {
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
        "  after it, %% of the capacity by second (! with refusals): %s; at %.0f %% again within %s s",
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
        } catch (IOException e) {
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
