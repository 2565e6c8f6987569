package org.holdfast.app.server;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.app.build.BuildInfo;
import org.holdfast.app.config.HoldfastConfig;
import org.holdfast.app.config.ListenerConfig;
import org.holdfast.app.control.ControlRefusedException;
import org.holdfast.app.control.ProcessIdentity;
import org.holdfast.app.role.PipelineRole;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a process tells about itself during an upgrade:
///
/// | member | meaning |
/// |---|---|
/// | `pid`, `build` | which process and build |
/// | `instance` | which process, also when its id is used again; see [ProcessIdentity] |
/// | `successor_of` | whose successor it is; absent once it has taken over |
/// | `predecessor` | likewise, as an `instance`; absent if it is not known |
/// | `took_over_from` | the `predecessor` of before it took over |
/// | `waits_for` | as in `/health/ready` |
/// | `pipeline` | whether the pipeline runs in this process; absent without that role |
/// | `private` | URL of the listener that only the successor has; absent without one |
/// | `connections` | how many are open |
/// | `answers`, `failures` | how many requests were answered, and how many of them with 5xx |
/// | `deferred` | how many of these failures were a 503 for want of room |
final class HandOverStatus {
  private final HoldfastConfig config;
  private final BuildInfo build;
  private final Readiness readiness;
  private final MeterRegistry meters;
  private final Optional<URI> privateUrl;
  private final Optional<String> predecessor;
  private final boolean beganAsSuccessor;
  private volatile Optional<Long> successorOf;
  private volatile Optional<String> tookOverFrom = Optional.empty();

  HandOverStatus(
      HoldfastConfig config,
      BuildInfo build,
      Readiness readiness,
      MeterRegistry meters,
      Optional<Long> successorOf,
      Optional<String> predecessor,
      Optional<URI> privateUrl) {
    this.config = config;
    this.build = build;
    this.readiness = readiness;
    this.meters = meters;
    this.beganAsSuccessor = successorOf.isPresent();
    this.successorOf = successorOf;
    this.predecessor = predecessor;
    this.privateUrl = privateUrl;
  }

  boolean isSuccessor() {
    return successorOf.isPresent();
  }

  /// Whether it was started as one, whatever has become of it.
  boolean beganAsSuccessor() {
    return beganAsSuccessor;
  }

  /// It is nobody's successor any more, but the current process.
  void takesOver() {
    if (isSuccessor()) {
      tookOverFrom = predecessor;
    }
    successorOf = Optional.empty();
  }

  /// It is nobody's successor any more, and will not be the current process.
  void stepsDown() {
    successorOf = Optional.empty();
    tookOverFrom = Optional.empty();
  }

  /// Whether it is the current process because that one left it to it.
  ///
  /// @param instance a process; empty for one that does not say which
  boolean hasTakenOverFrom(Optional<String> instance) {
    return instance.isPresent() && tookOverFrom.equals(instance);
  }

  /// A successor can only listen beside us on ports it can know.
  void checkPortsAreFixed() throws ControlRefusedException {
    Stream<Integer> ports =
        Stream.concat(
            config.listeners().stream().map(ListenerConfig::address).map(a -> a.port()),
            Stream.of(config.admin().address().port()));
    if (ports.anyMatch(port -> port == 0)) {
      throw new ControlRefusedException(
          "a listener has port 0, which would be another one for the successor; give it a port");
    }
  }

  ObjectNode describe(Running running) {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("pid", ProcessHandle.current().pid()).put("build", build.label());
    status.put("instance", ProcessIdentity.own().toString());
    if (successorOf.isPresent()) {
      status.put("successor_of", successorOf.get());
      predecessor.ifPresent(instance -> status.put("predecessor", instance));
    }
    tookOverFrom.ifPresent(instance -> status.put("took_over_from", instance));
    readiness.waitsFor().forEach(status.putArray("waits_for")::add);
    running.pipeline().map(PipelineRole::isRunning).ifPresent(runs -> status.put("pipeline", runs));
    privateUrl.ifPresent(url -> status.put("private", url.toString()));
    status.put("connections", running.listeners().connectionsOpen());
    return status
        .put("answers", total(requests()))
        .put("failures", total(requests().filter(HandOverStatus::isFailure)))
        .put("deferred", total(meters.find("holdfast.http.deferred").counters().stream()));
  }

  private Stream<Counter> requests() {
    return meters.find("holdfast.http.requests").counters().stream();
  }

  private static boolean isFailure(Counter requests) {
    return Objects.equals(requests.getId().getTag("status"), "5xx");
  }

  private static long total(Stream<Counter> counters) {
    return (long) counters.mapToDouble(Counter::count).sum();
  }
}
