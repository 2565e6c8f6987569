package org.holdfast.edge.server;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Set;

/// What the server counts:
///
/// | name | tags | meaning |
/// |---|---|---|
/// | `holdfast.http.requests` | `template`, `method`, `status` | requests answered; `status` is a class as in `2xx` |
/// | `holdfast.http.request.duration` | `template` | from the header's end until the answer is ready to be sent |
/// | `holdfast.http.refused` | `reason` | refusals, those of Jetty and of closed connections included |
/// | `holdfast.http.body.bytes.held` | `server` | bytes of request bodies in memory |
///
/// `template` is the route as registered, `none` where no route matched.
final class EdgeMetrics {
  private static final Set<String> METHODS =
      Set.of("GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH");

  private final MeterRegistry meters;

  /// @param server tells several servers in one process apart
  EdgeMetrics(MeterRegistry meters, String server, HeldBytes held) {
    this.meters = meters;
    Gauge.builder("holdfast.http.body.bytes.held", held, HeldBytes::now)
        .tag("server", server)
        .register(meters);
  }

  void answered(String template, String method, int status, Duration duration) {
    meters
        .counter(
            "holdfast.http.requests",
            "template",
            template,
            "method",
            METHODS.contains(method) ? method : "other",
            "status",
            status / 100 + "xx")
        .increment();
    Timer.builder("holdfast.http.request.duration")
        .tag("template", template)
        .register(meters)
        .record(duration);
  }

  void refused(String reason) {
    meters.counter("holdfast.http.refused", "reason", reason).increment();
  }
}
