package org.holdfast.app.upgradetest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.holdfast.testkit.process.FreePorts;
import org.holdfast.testkit.wire.Target;
import org.holdfast.testkit.wire.WireConnection;
import org.holdfast.testkit.wire.WireRequest;

/// A real HAProxy before the server. It tries nothing twice, so that what a client sees is what the
/// server did.
final class HaProxy implements AutoCloseable {
  private static final Duration UP_WITHIN = Duration.ofSeconds(60);
  private static final List<String> PLACES =
      List.of("/usr/sbin/haproxy", "/usr/local/sbin/haproxy", "/usr/bin/haproxy");

  private final Process process;
  private final Target target;

  private HaProxy(Process process, Target target) {
    this.process = process;
    this.target = target;
  }

  /// Where it is on this machine (Debian package `haproxy`).
  static Optional<Path> installed() {
    return Stream.concat(PLACES.stream(), Stream.of("/opt/homebrew/sbin/haproxy"))
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  static HaProxy start(Path executable, Path directory, Target server)
      throws IOException, InterruptedException {
    int port = FreePorts.pick(1).getFirst();
    Path config = directory.resolve("haproxy.cfg");
    Files.writeString(
        config,
        """
        global
          maxconn 4000
        defaults
          mode http
          timeout connect 10s
          timeout client 60s
          timeout server 60s
          timeout check 20s
          retries 0
        frontend probes
          bind 127.0.0.1:%d
          default_backend holdfast
        backend holdfast
          option httpchk GET /health
          server one %s:%d check inter 1s fall 3 rise 1
        """
            .formatted(port, server.host(), server.port()));
    Process process =
        new ProcessBuilder(executable.toString(), "-db", "-f", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("haproxy.log").toFile())
            .start();
    HaProxy proxy = new HaProxy(process, new Target("127.0.0.1", port, Optional.empty()));
    proxy.awaitServing(directory);
    return proxy;
  }

  private void awaitServing(Path directory) throws IOException, InterruptedException {
    long end = System.nanoTime() + UP_WITHIN.toNanos();
    while (!answers()) {
      if (process.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() - end > 0) {
        process.destroyForcibly();
        throw new IOException(
            "haproxy does not serve: " + Files.readString(directory.resolve("haproxy.log")));
      }
    }
  }

  private boolean answers() {
    try {
      WireRequest health = WireRequest.of("GET", "/health").header("Host", "x");
      return WireConnection.once(target, health).isSuccess();
    } catch (IOException e) {
      return false;
    }
  }

  Target target() {
    return target;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
