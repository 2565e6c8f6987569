package org.holdfast.bench.load;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.bouncer.directory.Collector;
import org.holdfast.bouncer.directory.FleetSnapshot;
import org.holdfast.bouncer.directory.HelperNode;
import org.holdfast.bouncer.directory.TypedAddress;
import org.holdfast.bouncer.discovery.DiscoveryRoutes;
import org.holdfast.edge.server.EdgeServer;
import org.holdfast.edge.server.ListenerOptions;

/// How many discovery answers a second a bouncer gives with 500 nodes of which some come and go all
/// the time: a new snapshot five times a second. In turns `GET /api/v1/test-helpers`, `GET
/// /api/v1/collectors` and `POST /bouncer/net-tests` over keep-alive connections; the driver is in
/// the same process and shares its processors. Prints the rate at saturation, then latencies at
/// half of it, counted from when a request was due.
///
/// Arguments: seconds for each stretch (10), connections (16), seconds to warm up (20).
public final class DiscoveryThroughput {
  private static final int NODES = 500;
  private static final int HELPERS_EVERY = 5;
  private static final Duration BETWEEN_SNAPSHOTS = Duration.ofMillis(200);
  private static final String NET_TESTS =
      "{\"net-tests\":[{\"name\":\"web_connectivity\",\"version\":\"0.0.1\",\"input-hashes\":null,"
          + "\"test-helpers\":[\"web-connectivity\"]}]}";

  private DiscoveryThroughput() {}

  public static void main(String[] args) throws Exception {
    Duration stretch = Duration.ofSeconds(argument(args, 0, 10));
    int connections = argument(args, 1, 16);
    Duration warmUp = Duration.ofSeconds(argument(args, 2, 20));
    Random random = new Random(1);
    AtomicReference<FleetSnapshot> fleet = new AtomicReference<>(fleet(random));
    Thread churn =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  while (true) {
                    fleet.set(fleet(random));
                    LockSupport.parkNanos(BETWEEN_SNAPSHOTS.toNanos());
                  }
                });
    var routes = DiscoveryRoutes.create(fleet::get, new SecureRandom());
    try (EdgeServer server =
        EdgeServer.start(
            List.of(ListenerOptions.http("bench", "127.0.0.1", 0)),
            routes,
            new SimpleMeterRegistry())) {
      URI url = server.url("bench");
      run(url, connections, 0, warmUp);
      LoadResult saturated = run(url, connections, 0, stretch);
      System.out.println("saturated, " + connections + " connections: " + saturated);
      System.out.println(
          "at half of it: " + run(url, connections, saturated.perSecond() / 2, stretch));
    } finally {
      churn.interrupt();
    }
  }

  private static int argument(String[] args, int index, int fallback) {
    return index < args.length ? Integer.parseInt(args[index]) : fallback;
  }

  /// Nine of ten nodes are there.
  private static FleetSnapshot fleet(Random random) {
    List<Collector> collectors = new ArrayList<>();
    List<HelperNode> helpers = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      int capacity = 50 + i % 100;
      if (random.nextInt(10) == 0) {
        continue;
      }
      if (i % HELPERS_EVERY == 0) {
        TypedAddress address = TypedAddress.of("https://helper" + i + ".example.org");
        helpers.add(new HelperNode(Map.of("web-connectivity", List.of(address)), capacity));
      } else {
        collectors.add(
            new Collector(
                TypedAddress.of("https://collector" + i + ".example.org"),
                List.of(TypedAddress.of("http://" + "a".repeat(52) + (1000 + i) + ".onion")),
                Map.of(),
                Optional.empty(),
                capacity));
      }
    }
    return FleetSnapshot.rotating(collectors, helpers, Map.of());
  }

  private static LoadResult run(URI url, int connections, double perSecond, Duration duration)
      throws InterruptedException, ExecutionException {
    byte[][] requests = {
      request(url, "GET", "/api/v1/test-helpers", ""),
      request(url, "GET", "/api/v1/collectors", ""),
      request(url, "POST", "/bouncer/net-tests", NET_TESTS)
    };
    long interval = perSecond == 0 ? 0 : (long) (connections * 1e9 / perSecond);
    long start = System.nanoTime();
    List<Future<long[]>> running = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(connections)) {
      for (int i = 0; i < connections; i++) {
        long firstDue = start + interval * i / connections;
        running.add(
            threads.submit(
                () -> drive(url, requests, firstDue, interval, start + duration.toNanos())));
      }
    }
    long taken = System.nanoTime() - start;
    long[] all = new long[0];
    for (Future<long[]> one : running) {
      long[] more = one.get();
      int before = all.length;
      all = Arrays.copyOf(all, before + more.length);
      System.arraycopy(more, 0, all, before, more.length);
    }
    return new LoadResult(Duration.ofNanos(taken), all, 0);
  }

  /// Fails at the first answer that is not 200.
  private static long[] drive(URI url, byte[][] requests, long firstDue, long interval, long end)
      throws IOException {
    long[] latencies = new long[1024];
    int size = 0;
    long due = firstDue;
    try (KeepAliveConnection connection = KeepAliveConnection.open(url)) {
      while (System.nanoTime() < end) {
        while (interval > 0 && due - System.nanoTime() > 0) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        long from = interval == 0 ? System.nanoTime() : due;
        int status = connection.exchange(requests[size % requests.length]);
        if (status != 200) {
          throw new IOException("answered with status " + status);
        }
        if (size == latencies.length) {
          latencies = Arrays.copyOf(latencies, size * 2);
        }
        latencies[size++] = System.nanoTime() - from;
        due += interval;
      }
    }
    return Arrays.copyOf(latencies, size);
  }

  private static byte[] request(URI url, String method, String path, String body) {
    return (method
            + " "
            + path
            + " HTTP/1.1\r\nHost: "
            + url.getAuthority()
            + "\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.US_ASCII);
  }
}
