package org.holdfast.testkit.crash;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.testkit.crash.disk.SimulatedProcess;
import org.holdfast.testkit.wire.Target;

/// A server in this JVM. When it is struck its connections are cut and what is on its disk is taken
/// in one instant; what it does after that nobody sees.
final class ResidentLife implements Life {
  private static final Duration LOOK = Duration.ofMillis(2);

  private final Path data;
  private final Cable cable;
  private final SimulatedProcess process;
  private final Subject.Resident server;
  private final Start start;

  private ResidentLife(
      Path data, Cable cable, SimulatedProcess process, Subject.Resident server, Start start) {
    this.data = data;
    this.cable = cable;
    this.process = process;
    this.server = server;
    this.start = start;
  }

  static ResidentLife start(
      Path data,
      Cable cable,
      SimulatedProcess process,
      Subject.Resident server,
      Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    Start start = Start.FAILED;
    boolean waits = true;
    while (waits && System.nanoTime() < deadline) {
      Optional<Map<String, URI>> listeners = server.listeners();
      if (process.isEnded() || !server.isAlive()) {
        start = Trace.of(process.trace()).struck() ? Start.STRUCK : Start.FAILED;
        waits = false;
      } else if (listeners.isPresent()) {
        cable.leadTo(target(listeners.get(), "public"));
        start = Start.READY;
        waits = false;
      } else {
        LockSupport.parkNanos(LOOK.toNanos());
      }
    }
    return new ResidentLife(data, cable, process, server, start);
  }

  private static Target target(Map<String, URI> listeners, String name) {
    URI url = listeners.get(name);
    if (url == null) {
      throw new IllegalStateException("no listener " + name + " in " + listeners);
    }
    return Target.of(url);
  }

  @Override
  public Start outcome() {
    return start;
  }

  @Override
  public Target open() {
    return cable.end();
  }

  @Override
  public Target admin() {
    return target(server.listeners().orElseThrow(), "admin");
  }

  @Override
  public Path data() {
    return data;
  }

  @Override
  public boolean isAlive() {
    return !process.isEnded() && server.isAlive();
  }

  @Override
  public void arm() {
    process.arm();
  }

  @Override
  public Trace trace() {
    return Trace.of(process.trace());
  }

  @Override
  public String lastWords() {
    return "(alive: "
        + server.isAlive()
        + "; the last of its operations:)\n"
        + Life.lastOf(String.join("\n", process.trace()))
        + "\n"
        + server.state();
  }

  @Override
  public void close() throws IOException {
    process.end();
    server.dispose();
    process.close();
  }
}
