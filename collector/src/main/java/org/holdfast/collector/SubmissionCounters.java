package org.holdfast.collector;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.holdfast.model.envelope.Route;

/// Counts what became of every request that hands a measurement in (invariant I6). Per route:
///
/// ```text
/// holdfast.submissions.received = .accepted + .repeated + .refused{reason} + .deferred{reason}
/// ```
///
/// A request is counted on both sides at the same moment, once its fate is known. `accepted` are
/// those acknowledged as new, `repeated` those acknowledged with the uid they had before. A
/// deferred one whose record becomes durable after all is `repeated` when it comes again.
public final class SubmissionCounters {
  private static final String PREFIX = "holdfast.submissions.";

  /// What became of one request.
  sealed interface Fate {
    record Accepted() implements Fate {}

    record Repeated() implements Fate {}

    record Refused(String reason) implements Fate {}

    record Deferred(String reason) implements Fate {}
  }

  private final MeterRegistry meters;

  /// Looking a meter up by name and tags costs more than refusing a request.
  private final Map<Name, Counter> counters = new ConcurrentHashMap<>();

  private record Name(String name, Route route, String reason) {}

  public SubmissionCounters(MeterRegistry meters) {
    this.meters = meters;
    for (Route route : Route.values()) {
      // So that the sums can be read before anything has happened.
      counter("received", route);
      counter("accepted", route);
      counter("repeated", route);
    }
  }

  void count(Route route, Fate fate) {
    counter("received", route).increment();
    switch (fate) {
      case Fate.Accepted() -> counter("accepted", route).increment();
      case Fate.Repeated() -> counter("repeated", route).increment();
      case Fate.Refused(String reason) -> counter("refused", route, reason).increment();
      case Fate.Deferred(String reason) -> counter("deferred", route, reason).increment();
    }
  }

  private Counter counter(String name, Route route) {
    return counter(name, route, "");
  }

  private Counter counter(String name, Route route, String reason) {
    return counters.computeIfAbsent(new Name(name, route, reason), this::registered);
  }

  private Counter registered(Name name) {
    Tags tags = Tags.of("route", name.route().name().toLowerCase(Locale.ROOT));
    return meters.counter(
        PREFIX + name.name(), name.reason().isEmpty() ? tags : tags.and("reason", name.reason()));
  }
}
