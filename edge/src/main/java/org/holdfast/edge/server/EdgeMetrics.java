package org.holdfast.edge.server;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.holdfast.edge.NoRoom;

/// What the server counts:
///
/// | name | tags | meaning |
/// |---|---|---|
/// | `holdfast.http.requests` | `template`, `method`, `status` | requests answered; `status` is a class as in `2xx` |
/// | `holdfast.http.deferred` | | those of them that were answered 503 because there was [NoRoom] |
/// | `holdfast.http.request.duration` | `template` | from the header's end until the answer is ready to be sent |
/// | `holdfast.http.refused` | `reason` | refusals of every endpoint, of Jetty and of closed connections |
/// | `holdfast.http.body.bytes.held` | `server` | bytes of bodies, of requests and answers, in memory |
/// | `holdfast.http.requests.open` | `server` | requests under way |
/// | `holdfast.http.connections` | `listener` | connections open |
///
/// `template` is the route as registered, `none` where no route matched.
final class EdgeMetrics {
  private static final Set<String> METHODS =
      Set.of("GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH");

  private final MeterRegistry meters;

  /// Looking a meter up by name and tags costs more than a small request's handling.
  private final Map<Answers, Answered> answers = new ConcurrentHashMap<>();

  private final Counter deferred;
  private final Map<String, Counter> refusals = new ConcurrentHashMap<>();

  /// @param server tells several servers in one process apart
  EdgeMetrics(MeterRegistry meters, String server, HeldBytes held, SharedBudget underWay) {
    this.meters = meters;
    this.deferred = meters.counter("holdfast.http.deferred");
    Gauge.builder("holdfast.http.body.bytes.held", held, HeldBytes::now)
        .tag("server", server)
        .register(meters);
    Gauge.builder("holdfast.http.requests.open", underWay, SharedBudget::taken)
        .tag("server", server)
        .register(meters);
  }

  void connections(String listener, ConnectionCaps caps) {
    Gauge.builder("holdfast.http.connections", caps, ConnectionCaps::open)
        .tag("listener", listener)
        .register(meters);
  }

  void answered(String template, String method, int status, Duration duration) {
    String known = METHODS.contains(method) ? method : "other";
    answers
        .computeIfAbsent(new Answers(template, known, status / 100), this::registered)
        .count(duration);
  }

  private Answered registered(Answers answers) {
    return new Answered(
        meters.counter(
            "holdfast.http.requests",
            "template",
            answers.template(),
            "method",
            answers.method(),
            "status",
            answers.statusClass() + "xx"),
        Timer.builder("holdfast.http.request.duration")
            .tag("template", answers.template())
            .register(meters));
  }

  private record Answers(String template, String method, int statusClass) {}

  private record Answered(Counter requests, Timer durations) {
    void count(Duration duration) {
      requests.increment();
      durations.record(duration);
    }
  }

  void refused(String reason) {
    refusals.computeIfAbsent(reason, this::refusal).increment();
    if (NoRoom.is(reason)) {
      deferred.increment();
    }
  }

  private Counter refusal(String reason) {
    return meters.counter("holdfast.http.refused", "reason", reason);
  }
}
