package org.holdfast.testkit.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.holdfast.testkit.wire.Target;

/// A running server in a child JVM. It counts as started when it has printed its line `ready
/// public=http://... admin=http://...` on standard output. Whatever it prints is collected.
///
/// What makes it come back as the same server (data directory, ports) stands in the arguments:
/// start the same [ServerCommand] again.
public final class ServerProcess implements AutoCloseable {
  private static final int KEPT_LINES = 2_000;

  private final Process process;
  private final CompletableFuture<Map<String, URI>> ready = new CompletableFuture<>();
  private final Deque<String> output = new ArrayDeque<>();

  private ServerProcess(Process process) {
    this.process = process;
    follow("stdout", process.getInputStream());
    follow("stderr", process.getErrorStream());
  }

  /// Starts a server and waits until it is ready.
  ///
  /// @throws IOException if it ends or is not ready in time; the message holds what it printed
  public static ServerProcess start(ServerCommand command, Duration patience) throws IOException {
    ServerProcess server =
        new ServerProcess(
            new ProcessBuilder(command.line())
                .directory(command.workingDirectory().toFile())
                .start());
    boolean started = false;
    try {
      server.ready.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      started = true;
      return server;
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the server did not become ready:\n" + server.output(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the server", e);
    } finally {
      if (!started) {
        server.kill();
      }
    }
  }

  /// The listeners by name, as the ready line gave them.
  public Map<String, URI> listeners() {
    return ready.join();
  }

  /// The listener of that name.
  ///
  /// @throws IllegalArgumentException if the ready line named no such listener
  public Target listener(String name) {
    URI url = listeners().get(name);
    if (url == null) {
      throw new IllegalArgumentException("no listener " + name + " in " + listeners());
    }
    return Target.of(url);
  }

  /// Where probes and readers go.
  public Target open() {
    return listener("public");
  }

  /// Where `/metrics` and `/health` are.
  public Target admin() {
    return listener("admin");
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /// Waits until it has ended by itself.
  ///
  /// @return its exit code
  /// @throws IOException if it has not ended within `patience`
  public int awaitEnd(Duration patience) throws IOException {
    try {
      if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IOException("the server has not ended:\n" + output());
  }

  /// What it printed last, standard output and error together.
  public String output() {
    synchronized (output) {
      return String.join("\n", output);
    }
  }

  /// Ends it with SIGKILL and waits until it is gone.
  public void kill() {
    process.destroyForcibly();
    boolean interrupted = false;
    while (process.isAlive()) {
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Asks it to end with SIGTERM.
  ///
  /// @return its exit code
  /// @throws IOException if it has not ended within `patience`; it is killed then
  public int terminate(Duration patience) throws IOException {
    // Process.destroy() would also close its standard input, and thereby cut the tether.
    boolean unused = process.toHandle().destroy();
    return awaitExit(patience);
  }

  /// Waits until it ends by itself.
  ///
  /// @return its exit code
  /// @throws IOException if it has not ended within `patience`; it is killed then
  public int awaitExit(Duration patience) throws IOException {
    try {
      if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kill();
    throw new IOException("the server did not end in time:\n" + output());
  }

  /// Kills it if it still runs.
  @Override
  public void close() {
    kill();
  }

  private void follow(String name, InputStream stream) {
    // A platform thread: reading a pipe blocks its carrier, and two of these would stop every other
    // virtual thread on a machine with two cores.
    Thread.ofPlatform()
        .daemon()
        .name("server-" + name)
        .start(
            () -> {
              try (BufferedReader lines =
                  new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  keep(line);
                }
              } catch (IOException e) {
                keep("(" + name + " ended: " + e.getMessage() + ")");
              }
              if (name.equals("stdout")) {
                ready.completeExceptionally(new IOException("the server has ended"));
              }
            });
  }

  private void keep(String line) {
    synchronized (output) {
      output.addLast(line);
      if (output.size() > KEPT_LINES) {
        output.removeFirst();
      }
    }
    if (line.startsWith("ready ")) {
      Map<String, URI> listeners = new LinkedHashMap<>();
      for (String pair : line.substring("ready ".length()).strip().split("\\s+")) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          listeners.put(pair.substring(0, equals), URI.create(pair.substring(equals + 1)));
        }
      }
      ready.complete(listeners);
    }
  }
}
