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
/// | `waits_for` | as in `/health/ready` |
/// | `pipeline` | whether the pipeline runs in this process; absent without that role |
/// | `private` | URL of the listener that only the successor has; absent without one |
/// | `connections` | how many are open |
/// | `answers`, `failures` | how many requests were answered, and how many of them with 5xx |
final class HandOverStatus {
  private final HoldfastConfig config;
  private final BuildInfo build;
  private final Readiness readiness;
  private final MeterRegistry meters;
  private final Optional<URI> privateUrl;
  private final Optional<String> predecessor;
  private volatile Optional<Long> successorOf;

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
    this.successorOf = successorOf;
    this.predecessor = predecessor;
    this.privateUrl = privateUrl;
  }

  boolean isSuccessor() {
    return successorOf.isPresent();
  }

  void noLongerSuccessor() {
    successorOf = Optional.empty();
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
    readiness.waitsFor().forEach(status.putArray("waits_for")::add);
    running.pipeline().map(PipelineRole::isRunning).ifPresent(runs -> status.put("pipeline", runs));
    privateUrl.ifPresent(url -> status.put("private", url.toString()));
    status.put("connections", running.listeners().connectionsOpen());
    return status
        .put("answers", (long) requests().mapToDouble(Counter::count).sum())
        .put(
            "failures",
            (long)
                requests()
                    .filter(counter -> Objects.equals(counter.getId().getTag("status"), "5xx"))
                    .mapToDouble(Counter::count)
                    .sum());
  }

  private Stream<Counter> requests() {
    return meters.find("holdfast.http.requests").counters().stream();
  }
}
